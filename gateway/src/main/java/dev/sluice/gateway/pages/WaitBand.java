package dev.sluice.gateway.pages;

import java.time.Duration;

/**
 * An estimated wait.
 *
 * @param p50 as likely shorter as longer
 * @param p90 nine times out of ten shorter; not below {@code p50}
 */
public record WaitBand(Duration p50, Duration p90) {

    public WaitBand {
        if (p50.isNegative() || p90.compareTo(p50) < 0) {
            throw new IllegalArgumentException("wait: " + p50 + " to " + p90 + " (expected: 0 <= p50 <= p90)");
        }
    }
}
