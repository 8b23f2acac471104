package dev.sluice.config.policy;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many per period, written {@code 200/s}, {@code 3000/m}, {@code 5/h}, or {@code none} for no limit.
 *
 * @param quota how many a period, 1 to 10,000,000; 0 for {@link #NONE} alone
 * @param period the period: one second, minute or hour
 */
public record Rate(long quota, Duration period) {

    /** No limit. */
    public static final Rate NONE = new Rate(0, Duration.ofSeconds(1));

    private static final long MAX_QUOTA = 10_000_000;
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,8})\\s*/\\s*([smh])");

    public Rate {
        if (quota < 0 || quota > MAX_QUOTA || !isPeriod(period)) {
            throw new IllegalArgumentException(
                    "rate: " + quota + " per " + period + " (expected: 1 to 10000000 per s, m or h)");
        }
    }

    /**
     * Reads {@code none} or {@code quota/period}.
     *
     * @throws IllegalArgumentException when {@code text} is neither
     */
    public static Rate parse(String text) {
        if (text.equals("none")) {
            return NONE;
        }
        Matcher matcher = SHAPE.matcher(text.strip());
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw new IllegalArgumentException("'" + text + "' (expected: none, or a number of 1 to 10000000 and a"
                    + " period of s, m or h, such as 200/s)");
        }
        return new Rate(Long.parseLong(matcher.group(1)), period(matcher.group(2)));
    }

    /** Whether this is {@link #NONE}. */
    public boolean isNone() {
        return quota == 0;
    }

    /** Microseconds between two, as a fraction; 0 for {@link #NONE}. */
    public double intervalMicros() {
        return isNone() ? 0 : period.toNanos() / 1_000.0 / quota;
    }

    /** How many may come at once: a tenth of a second's worth, at least 1; 0 for {@link #NONE}. */
    public long burst() {
        return isNone() ? 0 : Math.max(1, (long) (100_000 / intervalMicros()));
    }

    /** How many a second. */
    public double perSecond() {
        return isNone() ? Double.POSITIVE_INFINITY : 1_000_000 / intervalMicros();
    }

    @Override
    public String toString() {
        return isNone() ? "none" : quota + "/" + (period.toSeconds() == 1 ? "s" : period.toSeconds() == 60 ? "m" : "h");
    }

    private static Duration period(String letter) {
        return switch (letter) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            default -> Duration.ofHours(1);
        };
    }

    private static boolean isPeriod(Duration period) {
        return period.equals(period("s")) || period.equals(period("m")) || period.equals(period("h"));
    }
}
