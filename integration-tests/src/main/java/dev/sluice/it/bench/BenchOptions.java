package dev.sluice.it.bench;

import dev.sluice.it.process.Jvm;
import dev.sluice.it.process.Node;
import dev.sluice.standalone.key.StateOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every benchmark understands; a picocli mixin. */
public final class BenchOptions {

    @Option(names = "--json", paramLabel = "FILE", description = "Write the same figures for machines to this file.")
    private @Nullable Path json;

    @Option(
            names = "--small",
            description = "A small run, as the tests do: shows that it works, its figures mean little.")
    private boolean small;

    /** Whether a small run is wanted. */
    public boolean small() {
        return small;
    }

    /** The Java machines that the run starts: without guards, which it would measure. */
    Jvm nodes() {
        return small ? Node.SMALL : Node.FULL;
    }

    /**
     * Prints the report, writes the file if one is wanted, and returns the exit status: 1 when a goal was missed, unless it
     * was measured in small, where figures mean little.
     */
    public int publish(Report report, PrintWriter out) throws IOException {
        report.print(out);
        if (json != null) {
            Files.writeString(StateOption.fromCaller(json), report.json() + System.lineSeparator());
        }
        return small || report.reached() ? 0 : 1;
    }
}
