package dev.sluice.it.observer;

import dev.sluice.config.policy.Gate;
import dev.sluice.config.policy.StoreLoss;
import java.time.Duration;

/**
 * What the operator asked for, as far as the invariants depend on it.
 *
 * @param gate the stream's gate
 * @param capacity the slots
 * @param lease the lease
 * @param storeLoss what whoever asks meets while the store is lost
 */
public record Rules(Gate gate, int capacity, Duration lease, StoreLoss storeLoss) {

    /** Where nobody enters while the store is lost. */
    public Rules(Gate gate, int capacity, Duration lease) {
        this(gate, capacity, lease, StoreLoss.CLOSED);
    }

    /** The same with another answer to the loss of the store. */
    public Rules with(StoreLoss next) {
        return new Rules(gate, capacity, lease, next);
    }

    long leaseMicros() {
        return lease.toNanos() / 1_000;
    }
}
