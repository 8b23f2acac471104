package dev.sluice.config.file;

import org.jspecify.annotations.Nullable;

/**
 * One property that stops the start-up.
 *
 * @param name its whole name
 * @param value what was given
 * @param expected what would have been right
 * @param where the file and line, or else the source, that has it; null when it is missing
 */
public record WrongProperty(
        String name,
        String value,
        String expected,
        @Nullable String where) {

    /** {@code name: value (expected: …), in …}. */
    @Override
    public String toString() {
        return name + ": " + value + " (expected: " + expected + ")" + (where == null ? "" : ", in " + where);
    }
}
