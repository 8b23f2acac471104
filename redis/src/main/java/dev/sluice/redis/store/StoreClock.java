package dev.sluice.redis.store;

/** The store's clock as this node reckons it: the {@code TIME} of its last replies, carried on by a monotonic clock. */
public interface StoreClock {

    /**
     * Microseconds since 1970 by the store's clock, at most what the store itself would say, and less by no more than
     * the time that a reply takes; before the store ever answered, by this machine's clock.
     */
    long nowMicros();

    /**
     * What the store's clock would have shown at a moment that was noted by it before, had it always gone as it goes now: the
     * moment itself, unless the clock was set since. Only so may moments be compared that were noted at different times.
     * Knows only of what happened while this node ran. What it returns is not to be kept, nor given to it again: it may be taken
     * for a moment from before.
     */
    long rebased(long micros);
}
