package dev.sluice.redis.store;

/** The store's clock as this node reckons it: the {@code TIME} of its last replies, carried on by a monotonic clock. */
public interface StoreClock {

    /**
     * Microseconds since 1970 by the store's clock, at most what the store itself would say, and less by no more than
     * the time that a reply takes; before the store ever answered, by this machine's clock.
     */
    long nowMicros();
}
