package dev.sluice.config.policy;

/**
 * One wrong setting.
 *
 * @param field its name, as documented; for an unknown one, as it was written
 * @param value what was given, as text
 * @param expected what would have been right
 */
public record Problem(String field, String value, String expected) {

    private static final int LONGEST = 120;

    public Problem {
        if (value.length() > LONGEST) {
            value = value.substring(0, LONGEST) + "…";
        }
    }

    /** {@code field: value (expected: …)}. */
    @Override
    public String toString() {
        return field + ": " + value + " (expected: " + expected + ")";
    }
}
