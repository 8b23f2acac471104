package dev.sluice.it.crowd;

import dev.sluice.it.observer.Event;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Listeners of one stream, started one by one or many at once. */
public final class Crowd implements AutoCloseable {

    private final Scene scene;
    private final Runnable onClose;
    private final AtomicInteger names = new AtomicInteger();
    private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();

    /** What all listeners of a crowd share. */
    record Scene(
            String stream,
            Gateways gateways,
            Http http,
            ScheduledExecutorService clock,
            Tally tally,
            Consumer<Event> witness) {}

    /**
     * A crowd without anybody yet, on a ground of its own.
     *
     * @param stream the stream's id
     * @param gateways where to send listeners
     * @param witness gets all that they see
     */
    public Crowd(String stream, Gateways gateways, Consumer<Event> witness) {
        this(stream, gateways, witness, new Ground(), Ground::close);
    }

    private Crowd(String stream, Gateways gateways, Consumer<Event> witness, Ground ground, Consumer<Ground> onClose) {
        this.scene = new Scene(stream, gateways, ground.http(), ground.clock(), new Tally(), witness);
        this.onClose = () -> onClose.accept(ground);
    }

    /** A crowd on a ground that it shares with others, and does not close. */
    public static Crowd on(Ground ground, String stream, Gateways gateways, Consumer<Event> witness) {
        return new Crowd(stream, gateways, witness, ground, shared -> {});
    }

    /** Sends one more listener, after a while; {@code seed} decides all that is left to chance. */
    public Listener send(Habits habits, Duration after, long seed) {
        Listener listener = new Listener("L" + names.incrementAndGet(), scene, habits, new SplittableRandom(seed));
        listeners.add(listener);
        scene.clock().schedule(listener::join, after.toMillis(), TimeUnit.MILLISECONDS);
        return listener;
    }

    Scene scene() {
        return scene;
    }

    /** Everybody so far. */
    public List<Listener> listeners() {
        return List.copyOf(listeners);
    }

    /** Counts over all. */
    public Tally tally() {
        return scene.tally();
    }

    /** Everybody goes home politely: gives slots and tickets back. Done when all have, or after a few seconds. */
    public CompletableFuture<Void> disperse() {
        return CompletableFuture.allOf(listeners.stream().map(Listener::leave).toArray(CompletableFuture[]::new))
                .orTimeout(5, TimeUnit.SECONDS)
                .exceptionally(late -> null);
    }

    @Override
    public void close() {
        onClose.run();
    }
}
