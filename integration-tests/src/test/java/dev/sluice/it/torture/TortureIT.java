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

    @Test
    void randomFaultsBreakNoInvariantAndTheScheduleIsKept() throws IOException {
        StringWriter said = new StringWriter();
        int status = new CommandLine(new TortureCommand())
                .setOut(new PrintWriter(said))
                .execute(
                        "--small",
                        "--families",
                        "partition,fail-over",
                        "--streams",
                        "3",
                        "--histories",
                        "6",
                        "--out",
                        folder.toString());
        System.out.println(said);
        assertThat(status).as(said.toString()).isZero();
        assertThat(said.toString())
                .contains("seed ", "| partition | 3 |", "| fail-over | 3 |", "No invariant was broken.");
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> written = files.toList();
            assertThat(written).hasSize(2);
            for (Path file : written) {
                assertThat(Schedule.read(file).streams()).isEqualTo(3);
            }
        }
    }
}
