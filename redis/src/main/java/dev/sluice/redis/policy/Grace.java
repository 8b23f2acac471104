package dev.sluice.redis.policy;

import dev.sluice.config.time.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long no write is taken after the store lost the policies, so that whichever node has the latest can write them back
 * first: a write on top of less would make what others know look older than it is.
 */
final class Grace {

    /**
     * The spans.
     *
     * @param loss after a loss
     * @param patience where somebody may know more: a node has nothing and the store neither, or Redis was started again
     */
    record Spans(Duration loss, Duration patience) {}

    /** Everybody who has policies has looked by then. */
    static final Duration LOSS = Duration.ofSeconds(10);

    private static final long NEVER = Long.MIN_VALUE;

    private final Ticker ticker;
    private final Spans spans;
    private final AtomicLong lossNanos = new AtomicLong(NEVER);
    private final AtomicLong emptinessNanos = new AtomicLong(NEVER);

    Grace(Ticker ticker, Spans spans) {
        this.ticker = ticker;
        this.spans = spans;
    }

    /** The store turned out to have less than this node. */
    void lost() {
        lossNanos.set(ticker.nanos());
    }

    /** Neither the store nor this node has anything. */
    void empty() {
        emptinessNanos.compareAndSet(NEVER, ticker.nanos());
    }

    /** The spans: the store too sees to them, for another node may have seen a loss, or a start with old data. */
    Spans spans() {
        return spans;
    }

    /** Whether it was seen that neither has anything. */
    boolean wasEmpty() {
        return emptinessNanos.get() != NEVER;
    }

    /** How long no write is taken yet; zero for one that is. */
    Duration left() {
        Duration loss = left(lossNanos.get(), spans.loss());
        Duration emptiness = left(emptinessNanos.get(), spans.patience());
        return loss.compareTo(emptiness) > 0 ? loss : emptiness;
    }

    private Duration left(long sinceNanos, Duration span) {
        if (sinceNanos == NEVER) {
            return Duration.ZERO;
        }
        Duration left = span.minusNanos(ticker.nanos() - sinceNanos);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
