package dev.sluice.redis.admission;

/** What became of a renewal. */
public sealed interface RenewDecision {

    /**
     * The slot is held for another lease from {@code acceptedAtMicros} on.
     *
     * @param acceptedAtMicros when, by the store's clock
     */
    record Renewed(long acceptedAtMicros) implements RenewDecision {}

    /**
     * A store loss took the slot away from its listener; it holds another one from now on, for a lease. Whoever asks with
     * the old slot of the same session is told the same one.
     *
     * @param slot the slot that it holds now
     * @param acceptedAtMicros when, by the store's clock
     */
    record Moved(Slot slot, long acceptedAtMicros) implements RenewDecision {}

    /** The slot is somebody else's, free, or was never confirmed in time. */
    record Stale() implements RenewDecision {}

    /** The store did not answer in time; the renewal is kept and sent again for up to a lease. */
    record StoreLost() implements RenewDecision {}
}
