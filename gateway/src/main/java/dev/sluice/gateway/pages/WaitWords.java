package dev.sluice.gateway.pages;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An estimated wait in words, as {@code waiting.js} says it too; one table of examples tests both.
 *
 * <p>Both ends round up, to a minute; from 20 minutes on to five; from 90 minutes on to an hour. Where both ends come out
 * alike it is one figure.
 */
final class WaitWords {

    private static final long DAY_MINUTES = 24 * 60;

    private final Texts texts;

    WaitWords(Texts texts) {
        this.texts = texts;
    }

    String of(@Nullable WaitBand band) {
        if (band == null) {
            return texts.get("wait.unknown");
        }
        long low = minutes(band.p50());
        long high = minutes(band.p90());
        if (high <= 1) {
            return texts.get("wait.short");
        }
        if (high > DAY_MINUTES) {
            return texts.get("wait.day");
        }
        if (low == high) {
            return texts.get("wait.about", figure(high));
        }
        String from = hours(low) == hours(high) ? texts.number(amount(low)) : figure(low);
        return texts.get("wait.range", from, figure(high));
    }

    private String figure(long minutes) {
        return texts.count(hours(minutes) ? "wait.hours" : "wait.minutes", amount(minutes));
    }

    private static long amount(long minutes) {
        return hours(minutes) ? minutes / 60 : minutes;
    }

    private static boolean hours(long minutes) {
        return minutes >= 120;
    }

    private static long minutes(Duration duration) {
        long exact = Math.max(1, ceil(duration.plusNanos(999_999_999).toSeconds(), 60));
        if (exact > 90) {
            return ceil(exact, 60) * 60;
        }
        return exact > 20 ? ceil(exact, 5) * 5 : exact;
    }

    private static long ceil(long value, long unit) {
        return (value + unit - 1) / unit;
    }
}
