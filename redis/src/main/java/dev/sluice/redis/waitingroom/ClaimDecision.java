package dev.sluice.redis.waitingroom;

import dev.sluice.redis.admission.Slot;

/** What became of a ticket that asked for its turn. */
public sealed interface ClaimDecision {

    /**
     * In.
     *
     * @param slot the slot, held for the first lease until confirmed; nowhere where the store does not answer and the policy
     *     says {@code open}
     * @param acceptedAtMicros when, by the store's clock
     */
    record Granted(Slot slot, long acceptedAtMicros) implements ClaimDecision {}

    /** Called, but no slot is free this moment, or an earlier answer may still be on its way: ask again shortly. */
    record NotYet() implements ClaimDecision {}

    /** Not called yet: it waits. */
    record NotCalled() implements ClaimDecision {}

    /** This ticket has entered already, or has left: it is worth nothing any more. */
    record Spent() implements ClaimDecision {}

    /** The store did not answer in time; nothing was taken. */
    record StoreLost() implements ClaimDecision {}
}
