package dev.sluice.it.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class LedgerBenchIT {

    @TempDir
    private Path folder;

    @Test
    void aSmallRunPrintsATableAndWritesTheSameFigures() throws IOException {
        Path file = folder.resolve("ledger.json");
        StringWriter printed = new StringWriter();

        int status = new CommandLine(new LedgerBench())
                .setOut(new PrintWriter(printed))
                .execute("--small", "--json", file.toString());

        assertThat(status).isZero();
        JsonNode figures = JsonMapper.shared().readTree(Files.readString(file)).get("figures");
        assertThat(figures.valueStream().map(figure -> figure.get("name").asString()))
                .containsExactly(
                        "memory",
                        "grants, new slots",
                        "releases",
                        "grants, freed slots",
                        "renewals",
                        "scans",
                        "script, median",
                        "script, p99.9",
                        "script, longest");
        assertThat(figures.valueStream()).allMatch(figure -> figure.get("value").asDouble() > 0);
        // four bytes a slot, and nothing can make them fewer
        assertThat(figures.get(0).get("value").asDouble()).isGreaterThan(4);
        assertThat(printed.toString()).contains("50000 slots", "bytes a slot", "redis: 7.");
    }
}
