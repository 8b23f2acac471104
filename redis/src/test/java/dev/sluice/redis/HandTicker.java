package dev.sluice.redis;

import dev.sluice.config.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that goes on when a test says so; the wall clock stands still. */
public final class HandTicker implements Ticker {

    private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
    private final Instant wall;

    public HandTicker() {
        this(Instant.EPOCH);
    }

    public HandTicker(Instant wall) {
        this.wall = wall;
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public Instant now() {
        return wall;
    }

    public void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
