package dev.sluice.it.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A few histories of {@code ./sluice torture}, each time others. */
final class TortureIT {

    @TempDir
    private Path folder;

    /** A gateway that there is not: it can't be killed. */
    @Test
    void aScheduleThatCannotBePlayedIsNamedAndTheTableIsPrintedAllTheSame() throws IOException {
        Path file = folder.resolve("impossible.schedule");
        Files.writeString(file, "family gateway-crash\nstreams 2\nsetting short\nstep 100 kill-gateway g7 0 0\n");
        StringWriter said = new StringWriter();
        int status = new CommandLine(new TortureCommand())
                .setOut(new PrintWriter(said))
                .execute("--replay", file.toString(), "--out", folder.toString());
        assertThat(status).as(said.toString()).isEqualTo(1);
        assertThat(said.toString())
                .contains("| all | 0 |", "Not played", "gateway-crash, seed 0, 2 histories", "no node g7");
    }

    @Test
    void randomFaultsBreakNoInvariantAndTheScheduleIsKept() throws IOException {
        StringWriter said = new StringWriter();
        int status = new CommandLine(new TortureCommand())
                .setOut(new PrintWriter(said))
                .execute(
                        "--small",
                        "--families",
                        "lease,fail-over",
                        "--streams",
                        "3",
                        "--histories",
                        "6",
                        "--out",
                        folder.toString());
        System.out.println(said);
        assertThat(status).as(said.toString()).isZero();
        assertThat(said.toString())
                .contains("seed ", "| lease | 3 |", "| fail-over | 3 |", "No invariant was broken by what was played.");
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> written = files.toList();
            assertThat(written).hasSize(2);
            for (Path file : written) {
                assertThat(Schedule.read(file).streams()).isEqualTo(3);
            }
        }
    }
}
