package dev.sluice.config.policy;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as operators write them: {@code 500ms}, {@code 45s}, {@code 2m}, {@code 4h}, {@code 1d}, or ISO-8601. */
public final class Durations {

    private static final Pattern SIMPLE = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");

    private Durations() {}

    /**
     * Reads a duration of whole milliseconds.
     *
     * @throws IllegalArgumentException when {@code text} is none
     */
    public static Duration parse(String text) {
        Matcher simple = SIMPLE.matcher(text.strip());
        if (simple.matches()) {
            long millis = Math.multiplyExact(Long.parseLong(simple.group(1)), millis(simple.group(2)));
            return Duration.ofMillis(millis);
        }
        try {
            Duration duration = Duration.parse(text.strip());
            if (duration.isNegative() || duration.toNanosPart() % 1_000_000 != 0) {
                throw new IllegalArgumentException("not in whole milliseconds: " + text);
            }
            return duration;
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a duration: " + text, e);
        }
    }

    /** Writes a duration of whole milliseconds in the largest unit that needs no fraction, hours at most. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        for (String unit : new String[] {"h", "m", "s"}) {
            if (millis % millis(unit) == 0) {
                return millis / millis(unit) + unit;
            }
        }
        return millis + "ms";
    }

    private static long millis(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
        };
    }
}
