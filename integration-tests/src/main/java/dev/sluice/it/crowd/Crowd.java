package dev.sluice.it.crowd;

import dev.sluice.it.observer.Event;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Listeners of one stream, started one by one or many at once; one clock thread and one HTTP client for all. */
public final class Crowd implements AutoCloseable {

    private final Scene scene;
    private final ScheduledExecutorService clock;
    private final Http http;
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
     * A crowd without anybody yet.
     *
     * @param stream the stream's id
     * @param gateways where to send listeners
     * @param witness gets all that they see
     */
    public Crowd(String stream, Gateways gateways, Consumer<Event> witness) {
        this.http = new Http();
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "crowd-clock");
            thread.setDaemon(true);
            return thread;
        });
        this.scene = new Scene(stream, gateways, http, clock, new Tally(), witness);
    }

    /** Sends one more listener, after a while; {@code seed} decides all that is left to chance. */
    public Listener send(Habits habits, Duration after, long seed) {
        Listener listener = new Listener("L" + names.incrementAndGet(), scene, habits, new SplittableRandom(seed));
        listeners.add(listener);
        clock.schedule(listener::join, after.toMillis(), TimeUnit.MILLISECONDS);
        return listener;
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
        clock.shutdownNow();
        http.close();
    }
}
