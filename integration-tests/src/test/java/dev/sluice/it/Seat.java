package dev.sluice.it;

import static org.awaitility.Awaitility.await;

import dev.sluice.it.values.Current;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Somebody else, who takes the only slot and keeps it, gives it back, or queues for it. */
final class Seat implements AutoCloseable {

    private final Guest guest;
    private final Current<String> session = new Current<>("");
    private final Current<String> ticket = new Current<>("");
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    private Seat(URI gateway) {
        this.guest = new Guest(gateway);
        clock.scheduleWithFixedDelay(this::goesOn, 0, 700, TimeUnit.MILLISECONDS);
    }

    /** Asks until the slot is free, and takes it. */
    static Seat taken(URI gateway) {
        Seat seat = new Seat(gateway);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    HttpResponse<String> answer =
                            seat.ticket.get().isEmpty() ? seat.guest.joins() : seat.guest.polls(seat.ticket.get());
                    seat.session.set(Guest.json(answer).path("session").asString(""));
                    seat.ticket.set(Guest.json(answer).path("ticket").asString(""));
                    return !seat.session.get().isEmpty();
                });
        seat.ticket.set("");
        return seat;
    }

    /** Gives the slot back. */
    void leaves() {
        guest.leaves(session.getAndSet(""));
    }

    /** Keeps asking no more; whoever gets the token goes on with the slot. */
    String handsOver() {
        return session.getAndSet("");
    }

    /** Takes a ticket, and polls from now on. */
    void waits() {
        ticket.set(Guest.json(guest.joins()).path("ticket").asString(""));
    }

    /** Whether the ticket still has not become a slot. */
    boolean stillWaits() {
        HttpResponse<String> answer = guest.polls(ticket.get());
        return answer.statusCode() == 200 && Guest.json(answer).path("session").isMissingNode();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        if (!session.get().isEmpty()) {
            leaves();
        }
        if (!ticket.get().isEmpty()) {
            guest.givesUp(ticket.getAndSet(""));
        }
    }

    private void goesOn() {
        String mine = session.get();
        if (!mine.isEmpty()) {
            guest.staysHere(mine);
        }
    }
}
