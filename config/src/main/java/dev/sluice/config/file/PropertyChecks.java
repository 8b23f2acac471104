package dev.sluice.config.file;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the properties under one prefix: gathered, so that the operator reads all of it at once. */
public final class PropertyChecks {

    private final String prefix;
    private final List<WrongProperty> wrong = new ArrayList<>();

    /** Nothing is wrong yet with what {@code prefix}, such as {@code sluice.redis}, has. */
    public PropertyChecks(String prefix) {
        this.prefix = prefix;
    }

    /** This one is wrong. The value is told as it is given here: never a secret. */
    public void wrong(String property, String value, String expected) {
        wrong.add(new WrongProperty(prefix + "." + property, value, expected, null));
    }

    /** This one is wrong, as a message in the usual form says: {@code value (expected: range)}. */
    public void wrong(String property, IllegalArgumentException failure) {
        wrong.add(WrongProperty.of(prefix + "." + property, failure));
    }

    /** Both ends are allowed. */
    public void within(String property, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            wrong(property, value.toMillis() + "ms", min.toMillis() + "ms to " + max.toMillis() + "ms");
        }
    }

    /**
     * Ends the checks.
     *
     * @throws InvalidFileException with all that is wrong, if anything is
     */
    public void done() {
        if (!wrong.isEmpty()) {
            throw new InvalidFileException(wrong);
        }
    }
}
