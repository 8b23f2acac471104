package dev.sluice.config.file;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says where the file is broken instead of a stack trace. */
final class UnreadableFileFailureAnalyzer extends AbstractFailureAnalyzer<UnreadableFileException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, UnreadableFileException cause) {
        return new FailureAnalysis(cause.getMessage(), "Correct the file and start again.", cause);
    }
}
