package dev.sluice.gateway.token;

import dev.sluice.redis.store.StoreClock;
import dev.sluice.redis.waitingroom.Ticket;

/**
 * A place in a queue, as the token tells.
 *
 * @param ticket the place
 * @param joinedAtMicros when it was given
 * @param polledAtMicros when it last asked
 * @param nextPollMicros how long after that it was told to ask again
 * @param position the position that it was last shown, from 1; no higher one is shown later
 * @param told whether it was told that it is called
 * @param returning whether it was called while it was away
 */
public record TicketToken(
        Ticket ticket,
        long joinedAtMicros,
        long polledAtMicros,
        long nextPollMicros,
        long position,
        boolean told,
        boolean returning) {

    /** As it is on having asked at {@code atMicros}. */
    public TicketToken polled(long atMicros, long nextPoll, long position) {
        return new TicketToken(
                ticket, joinedAtMicros, Math.max(atMicros, polledAtMicros), nextPoll, position, told, returning);
    }

    /** Its moments as the clock goes now. */
    public TicketToken rebased(StoreClock clock) {
        return new TicketToken(
                ticket,
                clock.rebased(joinedAtMicros),
                clock.rebased(polledAtMicros),
                nextPollMicros,
                position,
                told,
                returning);
    }

    /** Told that it is called. */
    public TicketToken asTold() {
        return new TicketToken(ticket, joinedAtMicros, polledAtMicros, nextPollMicros, position, true, returning);
    }

    /** Called while it was away. */
    public TicketToken asReturning() {
        return new TicketToken(ticket, joinedAtMicros, polledAtMicros, nextPollMicros, position, told, true);
    }
}
