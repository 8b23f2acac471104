package dev.sluice.standalone.origin;

import dev.sluice.config.time.Ticker;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The programme's time: the time of day when it began, and from then on a clock that never jumps. */
final class AirTime {

    private final Ticker ticker;
    private final long startMicros;
    private final long startNanos;

    AirTime(Ticker ticker) {
        this.ticker = ticker;
        this.startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, ticker.now());
        this.startNanos = ticker.nanos();
    }

    long nowMicros() {
        return startMicros + (ticker.nanos() - startNanos) / 1_000;
    }
}
