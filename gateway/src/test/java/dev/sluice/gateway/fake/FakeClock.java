package dev.sluice.gateway.fake;

import dev.sluice.config.time.Ticker;
import dev.sluice.redis.store.StoreClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands until it is moved; the store's and the node's at once. */
public final class FakeClock implements Ticker, StoreClock {

    private final AtomicLong micros = new AtomicLong(1_800_000_000_000_000L);
    private final AtomicLong leap = new AtomicLong();
    private final AtomicLong leapAt = new AtomicLong();

    @Override
    public long nanos() {
        return micros.get() * 1_000;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plus(micros.get(), ChronoUnit.MICROS);
    }

    @Override
    public long nowMicros() {
        return micros.get();
    }

    @Override
    public long rebased(long noted) {
        boolean since = leap.get() < 0
                ? noted >= leapAt.get() + leap.get() && noted <= nowMicros()
                : leapAt.get() == 0 || noted > leapAt.get();
        return since ? noted : noted + leap.get();
    }

    /** The store's clock is set ahead, or back by less than nothing; no time passes. */
    public void setAhead(Duration duration) {
        leapAt.set(micros.get());
        leap.set(duration.toNanos() / 1_000);
        micros.addAndGet(leap.get());
    }

    public void advance(Duration duration) {
        micros.addAndGet(duration.toNanos() / 1_000);
    }
}
