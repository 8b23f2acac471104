package dev.sluice.redis.stream;

import dev.sluice.config.time.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** When this node last noticed that the store lost a stream's state: it loses that of all at once. */
final class Losses {

    private static final long ONE_LOSS_NANOS = Duration.ofSeconds(10).toNanos();

    private final Ticker ticker;
    private final AtomicLong lastNanos;

    Losses(Ticker ticker) {
        this.ticker = ticker;
        this.lastNanos = new AtomicLong(ticker.nanos() - ONE_LOSS_NANOS);
    }

    /** Whether a loss that is noticed now is not one with another stream's of the last ten seconds. */
    boolean isFirst() {
        long now = ticker.nanos();
        long last = lastNanos.get();
        return now - last >= ONE_LOSS_NANOS && lastNanos.compareAndSet(last, now);
    }
}
