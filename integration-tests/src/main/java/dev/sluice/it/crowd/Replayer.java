package dev.sluice.it.crowd;

import dev.sluice.it.crowd.Gateways.Gateway;
import dev.sluice.it.observer.Event;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Shows again what was good once: the session of a listener who has left, and the ticket of one who is in. Neither may
 * give anything.
 *
 * <p>It is told what the crowd sees, for it must know when somebody has left: a gateway may remember a session for a third
 * of its lease. After a loss of the store it shows no tickets of those who left before: who claimed and left is forgotten
 * with all else. (Sessions that were given back within a lease of the loss stay given back.)
 */
public final class Replayer implements Consumer<Event>, AutoCloseable {

    /** What it shows. */
    public enum Shows {
        /** Sessions of those who have left, and tickets of those who are in. */
        ALL,
        /** Sessions of those who have left whose slot somebody else has now. */
        EARLIER_HOLDERS
    }

    private final Crowd.Scene scene;
    private final Shows shows;
    private final Crowd crowd;
    private final Duration lease;
    private final LongSupplier disturbedUntil;
    private final SplittableRandom random;
    private final Map<String, Long> leftAt = new ConcurrentHashMap<>();
    private final Map<String, Long> servedAt = new ConcurrentHashMap<>();
    private final Map<String, String> holders = new ConcurrentHashMap<>();
    private final Future<?> round;

    /**
     * Starts to replay, this often.
     *
     * @param disturbedUntil when the last disturbance was over, by the history's clock
     */
    public Replayer(Crowd crowd, Shows shows, Duration lease, Duration every, LongSupplier disturbedUntil, long seed) {
        this.shows = shows;
        this.scene = crowd.scene();
        this.crowd = crowd;
        this.lease = lease;
        this.disturbedUntil = disturbedUntil;
        this.random = new SplittableRandom(seed);
        this.round = scene.clock()
                .scheduleWithFixedDelay(this::tryOne, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.Left left) {
            leftAt.put(left.who(), left.at());
        } else if (event instanceof Event.Served served && served.ask() == Event.Ask.SEGMENT) {
            servedAt.put(served.session(), served.at());
            if (served.slot() != null) {
                holders.put(served.slot(), served.session());
            }
        }
    }

    @Override
    public void close() {
        round.cancel(false);
    }

    private void tryOne() {
        if (scene.gateways().all().isEmpty()) {
            return;
        }
        if (shows == Shows.EARLIER_HOLDERS || random.nextBoolean()) {
            List<Listener> gone = crowd.listeners().stream()
                    .filter(this::hasLeft)
                    .filter(listener -> shows == Shows.ALL || holder(listener).isPresent())
                    .toList();
            if (!gone.isEmpty()) {
                showSession(gone.get(random.nextInt(gone.size())));
            }
        } else {
            List<Listener> in = crowd.listeners().stream().filter(this::isIn).toList();
            if (!in.isEmpty()) {
                showTicket(in.get(random.nextInt(in.size())));
            }
        }
    }

    /** Long enough ago that no gateway serves it from memory. */
    private boolean hasLeft(Listener listener) {
        Long at = leftAt.get(listener.session());
        boolean calm = Http.now() > disturbedUntil.getAsLong() + 2_000_000;
        return calm && at != null && listener.sessionToken() != null && Http.now() > at + micros(lease) / 3 + 1_000_000;
    }

    /** Somebody else who was served within a third of a lease, under the slot that this one had. */
    private Optional<String> holder(Listener listener) {
        return Purse.slot(listener.sessionToken())
                .map(holders::get)
                .filter(holder -> !holder.equals(listener.session())
                        && !leftAt.containsKey(holder)
                        && servedAt.getOrDefault(holder, 0L) > Http.now() - micros(lease) / 3);
    }

    private boolean isIn(Listener listener) {
        Long at = servedAt.get(listener.session());
        return listener.state() == Listener.State.IN
                && listener.spentTicket() != null
                && at != null
                && at > disturbedUntil.getAsLong() + micros(lease);
    }

    private void showSession(Listener listener) {
        String token = listener.sessionToken();
        if (token != null) {
            ask(
                    "the session of " + listener.session() + " who has left"
                            + holder(listener)
                                    .map(other -> ", and whose slot " + other + " has")
                                    .orElse(""),
                    at -> at.header("Sluice-Session", token).POST(BodyPublishers.noBody()),
                    "/session",
                    Reply::ok);
        }
    }

    private void showTicket(Listener listener) {
        String ticket = listener.spentTicket();
        if (ticket != null) {
            ask(
                    "the ticket of " + listener.session() + " who is in",
                    at -> at.header("Sluice-Ticket", ticket),
                    "/ticket",
                    reply -> TicketDocument.read(reply)
                            .map(document -> document.session() != null)
                            .orElse(false));
        }
    }

    private void ask(String what, Consumer<HttpRequest.Builder> shown, String path, Predicate<Reply> opened) {
        Gateway gateway = scene.gateways().any(random);
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.url().resolve("/.sluice/" + scene.stream() + path))
                .header("Accept", "application/json");
        shown.accept(request);
        scene.http()
                .send(request)
                .thenAccept(reply -> {
                    // What was under way when something broke proves nothing.
                    boolean calm = reply.span().sent() > disturbedUntil.getAsLong();
                    if (calm) {
                        scene.witness().accept(new Event.Tried(what, gateway.name(), reply.span(), opened.test(reply)));
                    }
                })
                .exceptionally(gone -> null);
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
