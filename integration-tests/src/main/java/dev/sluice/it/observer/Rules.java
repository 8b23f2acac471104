package dev.sluice.it.observer;

import dev.sluice.config.policy.Gate;
import java.time.Duration;

/**
 * What the operator asked for, as far as the invariants depend on it.
 *
 * @param gate the stream's gate
 * @param capacity the slots
 * @param lease the lease
 */
public record Rules(Gate gate, int capacity, Duration lease) {

    long leaseMicros() {
        return lease.toNanos() / 1_000;
    }
}
