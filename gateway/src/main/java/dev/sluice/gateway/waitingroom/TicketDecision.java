package dev.sluice.gateway.waitingroom;

import dev.sluice.gateway.pages.Place;
import dev.sluice.gateway.token.TicketToken;
import dev.sluice.redis.admission.Slot;
import java.time.Duration;
import java.time.Instant;

/** What became of a ticket that asked. */
public sealed interface TicketDecision {

    /**
     * It waits on, called or not.
     *
     * @param token the ticket, signed anew with what it was told now
     * @param place where it stands
     * @param retryAfter when to ask again
     * @param nextPollAt the same, by the store's clock
     */
    record Waits(TicketToken token, Place place, Duration retryAfter, Instant nextPollAt) implements TicketDecision {}

    /**
     * It is in.
     *
     * @param slot its slot
     * @param acceptedAtMicros when, by the store's clock
     */
    record Enters(Slot slot, long acceptedAtMicros) implements TicketDecision {}

    /** It is worth nothing any more: it entered, left, was away too long, or what gave it is gone. */
    record Worthless() implements TicketDecision {}
}
