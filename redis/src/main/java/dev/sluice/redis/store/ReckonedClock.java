package dev.sluice.redis.store;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.time.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The store's clock, reckoned. A {@code TIME} in a reply was read before the reply arrived, so the store's clock is now
 * at least that much ahead of ours; the largest lead of the last ten seconds is the closest. A lead that falls by more
 * than a second means that the store's clock was set back, and is believed at once.
 */
final class ReckonedClock {

    private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long FALL_MICROS = TimeUnit.SECONDS.toMicros(1);

    /** How far the store's clock leads our monotonic one, and when we learned it. */
    private record Lead(long micros, long learnedNanos) {}

    private final Ticker ticker;
    private final AtomicReference<Lead> lead;

    ReckonedClock(Ticker ticker) {
        this.ticker = ticker;
        long nanos = ticker.nanos();
        long wall = ticker.now().toEpochMilli() * 1_000;
        // older than any reply, so that the first one replaces it
        this.lead = new AtomicReference<>(new Lead(wall - nanos / 1_000, nanos - 2 * KEEP_NANOS));
    }

    long nowMicros() {
        return ticker.nanos() / 1_000 + requireNonNull(lead.get()).micros();
    }

    void heard(long storeMicros) {
        long nanos = ticker.nanos();
        Lead told = new Lead(storeMicros - nanos / 1_000, nanos);
        lead.updateAndGet(known -> next(known, told));
    }

    private static Lead next(Lead known, Lead told) {
        boolean old = told.learnedNanos() - known.learnedNanos() > KEEP_NANOS;
        boolean fell = known.micros() - told.micros() > FALL_MICROS;
        return old || fell || told.micros() > known.micros() ? told : known;
    }
}
