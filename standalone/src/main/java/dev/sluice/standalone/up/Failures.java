package dev.sluice.standalone.up;

import dev.sluice.config.file.InvalidFileException;
import dev.sluice.config.file.UnreadableFileException;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why a context did not start, for people. */
final class Failures {

    private Failures() {}

    /** All that is wrong with the configuration, if that is why: then there is nothing more to tell. */
    static Optional<String> wrongConfiguration(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidFileException invalid) {
                return Optional.of("the configuration is wrong, so nothing was started:\n"
                        + invalid.wrong().stream().map(wrong -> "  " + wrong).collect(Collectors.joining("\n"))
                        + "\nEvery property with its meaning, default and range: docs/configuration.md.");
            }
            if (cause instanceof UnreadableFileException unreadable) {
                return Optional.of(
                        unreadable.getMessage() + "\nNothing was started. Correct the file and start again.");
            }
        }
        return Optional.empty();
    }

    /** The innermost cause. */
    static String describe(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
        }
        String message = root.getMessage();
        return "could not start: " + (message == null ? root.toString() : message);
    }
}
