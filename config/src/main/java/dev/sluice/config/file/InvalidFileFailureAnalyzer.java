package dev.sluice.config.file;

import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what is wrong with the configuration instead of a stack trace. */
final class InvalidFileFailureAnalyzer extends AbstractFailureAnalyzer<InvalidFileException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, InvalidFileException cause) {
        String lines =
                cause.wrong().stream().map(wrong -> "    " + wrong).collect(Collectors.joining(System.lineSeparator()));
        int count = cause.wrong().size();
        return new FailureAnalysis(
                (count == 1 ? "A property is wrong:" : count + " properties are wrong:")
                        + System.lineSeparator()
                        + lines,
                "Correct " + (count == 1 ? "it" : "them") + " and start again. docs/configuration.md lists every"
                        + " property with its meaning, default and range.",
                cause);
    }
}
