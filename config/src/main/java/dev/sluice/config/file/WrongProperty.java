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

    private static final String EXPECTED = " (expected: ";

    /** From a message in the usual form: {@code value (expected: range)}. */
    static WrongProperty of(String name, Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        int at = message.indexOf(EXPECTED);
        return at < 0 || !message.endsWith(")")
                ? new WrongProperty(name, message, "what docs/configuration.md says of it", null)
                : new WrongProperty(
                        name,
                        message.substring(0, at),
                        message.substring(at + EXPECTED.length(), message.length() - 1),
                        null);
    }

    /** A value as it may be shown: secrets, and passwords in a URL, as stars. */
    static String shown(String name, @Nullable Object value) {
        return name.matches(".*(secret|pass|pwd|hash|token|key)[^.]*")
                ? "***"
                : String.valueOf(value).replaceAll("//.*@", "//***@");
    }

    /** The same for the word that its name begins with: what stands below means nothing. */
    WrongProperty cutTo(String word) {
        return new WrongProperty(word, "unknown", expected, where);
    }

    WrongProperty in(@Nullable String place) {
        return new WrongProperty(name, value, expected, place);
    }

    /** {@code name: value (expected: …), in …}. */
    @Override
    public String toString() {
        return name + ": " + value + EXPECTED + expected + ")" + (where == null ? "" : ", in " + where);
    }
}
