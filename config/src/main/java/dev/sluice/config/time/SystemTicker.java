package dev.sluice.config.time;

import java.time.Instant;

/** The machine's clocks. The only class that reads them. */
public final class SystemTicker implements Ticker {

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }
}
