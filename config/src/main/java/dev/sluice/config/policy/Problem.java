package dev.sluice.config.policy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** These, and those of {@code more} that are of other fields. */
    public static List<Problem> joined(List<Problem> these, List<Problem> more) {
        Set<String> named = these.stream().map(Problem::field).collect(Collectors.toSet());
        return Stream.concat(these.stream(), more.stream().filter(problem -> !named.contains(problem.field())))
                .toList();
    }

    /** {@code field: value (expected: …)}. */
    @Override
    public String toString() {
        return field + ": " + value + " (expected: " + expected + ")";
    }
}
