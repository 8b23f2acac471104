package dev.sluice.config.policy;

import java.util.regex.Pattern;

/**
 * The name of a stream in URLs, cookies, keys and metrics: {@code [a-z0-9][a-z0-9-]{0,62}}.
 *
 * @param value the id itself
 */
public record StreamId(String value) implements Comparable<StreamId> {

    private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    public StreamId {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "stream id: '" + value + "' (expected: 1 to 63 of a-z, 0-9 and -, not starting with -)");
        }
    }

    /** Tells whether {@code text} has the shape of a stream id. */
    public static boolean isValid(String text) {
        return SHAPE.matcher(text).matches();
    }

    @Override
    public int compareTo(StreamId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
