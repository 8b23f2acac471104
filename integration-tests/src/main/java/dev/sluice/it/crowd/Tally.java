package dev.sluice.it.crowd;

import java.util.concurrent.atomic.AtomicLong;

/** Counts over a whole crowd. */
public final class Tally {

    private final AtomicLong in = new AtomicLong();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong entered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong segments = new AtomicLong();

    /** What the counters say at a moment. */
    public record Count(long in, long waiting, long entered, long refused, long errors, long segments) {

        @Override
        public String toString() {
            return "in %d  waiting %d  entered %d  refused %d  errors %d  segments %d"
                    .formatted(in, waiting, entered, refused, errors, segments);
        }
    }

    /** The counters now. */
    public Count count() {
        return new Count(in.get(), waiting.get(), entered.get(), refused.get(), errors.get(), segments.get());
    }

    void goesIn() {
        in.incrementAndGet();
        entered.incrementAndGet();
    }

    void goesOut() {
        in.decrementAndGet();
    }

    void waits() {
        waiting.incrementAndGet();
    }

    void waitsNoMore() {
        waiting.decrementAndGet();
    }

    void refused() {
        refused.incrementAndGet();
    }

    void error() {
        errors.incrementAndGet();
    }

    void segment() {
        segments.incrementAndGet();
    }
}
