package dev.sluice.it.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ReportTest {

    private static final Report REPORT = new Report(
            "ledger",
            "grants until it is full",
            Conditions.here().with("slots", 1_000),
            List.of(
                    Figure.atLeast(1_000_000, Figure.of("1 K slots", "grants", 1_234_567, "/s")),
                    Figure.atMost(5, Figure.of("1 K slots", "memory", 5.25, "bytes/slot")),
                    Figure.of("1 K slots", "longest script", 0.0421, "ms")));

    @Test
    void theTableShowsFiguresGoalsAndWhichWereReached() {
        StringWriter text = new StringWriter();
        REPORT.print(new PrintWriter(text));
        assertThat(text.toString().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .contains(
                        "1 K slots grants 1,234,567 /s >= 1,000,000 reached",
                        "1 K slots memory 5.25 bytes/slot <= 5 NOT REACHED",
                        "1 K slots longest script 0.0421 ms",
                        "slots: 1000");
    }

    @Test
    void theFileSaysTheSame() {
        JsonNode json = new JsonMapper().readTree(REPORT.json());
        assertThat(json.at("/figures/1/value").doubleValue()).isEqualTo(5.25);
        assertThat(json.at("/figures/1/goal").stringValue()).isEqualTo("<= 5");
        assertThat(json.at("/figures/1/reached").booleanValue()).isFalse();
        assertThat(json.at("/conditions/slots").stringValue()).isEqualTo("1000");
        assertThat(json.at("/conditions/processors").isMissingNode()).isFalse();
    }

    @Test
    void oneFigureThatMissesItsGoalIsEnough() {
        assertThat(REPORT.reached()).isFalse();
        assertThat(new Report("x", "y", Conditions.here(), REPORT.figures().subList(0, 1)).reached())
                .isTrue();
    }

    @Test
    void whoRunsItInFullIsToldByTheExitStatusToo() throws IOException {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        assertThat(new BenchOptions().publish(REPORT, nowhere)).isEqualTo(1);
        assertThat(CommandLine.populateCommand(new BenchOptions(), "--small").publish(REPORT, nowhere))
                .isZero();
    }
}
