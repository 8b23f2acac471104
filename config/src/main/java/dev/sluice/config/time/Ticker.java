package dev.sluice.config.time;

import java.time.Instant;

/** The one seam through which a node reads time. What nodes share is told in the store's time instead. */
public interface Ticker {

    /** Nanoseconds of a clock that never goes back; only differences mean something. */
    long nanos();

    /** The time of day, for logs and tokens' outer expiry; it may jump. */
    Instant now();
}
