package dev.sluice.redis.admission;

/** What became of a newcomer. */
public sealed interface AdmitDecision {

    /**
     * In at once.
     *
     * @param slot the slot, held for the first lease until confirmed; nowhere where the store does not answer and the policy
     *     says {@code open}
     * @param acceptedAtMicros when, by the store's clock
     */
    record Granted(Slot slot, long acceptedAtMicros) implements AdmitDecision {}

    /**
     * A place in the queue, already marked present.
     *
     * @param incarnation the life of the stream's state that gave it
     * @param number the place
     * @param atMicros when, by the store's clock
     */
    record Queued(long incarnation, long number, long atMicros) implements AdmitDecision {}

    /** No slot and no ticket, because the gate is {@code reject} (and the stream is full) or {@code maintenance}. */
    record Refused() implements AdmitDecision {}

    /** The store did not answer in time; nothing was taken, and what a late answer brings is given back. */
    record StoreLost() implements AdmitDecision {}
}
