package dev.sluice.standalone.up;

import dev.sluice.config.file.InvalidFileException;
import java.util.stream.Collectors;

/** Why a context did not start, for people. */
final class Failures {

    private Failures() {}

    /** All that is wrong with the configuration, or else the innermost cause. */
    static String describe(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidFileException invalid) {
                return "the configuration is wrong, so nothing was started:\n"
                        + invalid.wrong().stream().map(wrong -> "  " + wrong).collect(Collectors.joining("\n"))
                        + "\nEvery property with its meaning, default and range: docs/configuration.md.";
            }
            root = cause;
        }
        String message = root.getMessage();
        return "could not start: " + (message == null ? root.toString() : message);
    }
}
