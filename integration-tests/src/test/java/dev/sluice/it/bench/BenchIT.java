package dev.sluice.it.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The benchmarks run, in small; their figures mean little here. */
final class BenchIT {

    @TempDir
    private Path folder;

    @Test
    void flipMeasuresAllGateways() {
        JsonNode report = run("flip");
        assertThat(value(report, "last of 3 gateways", "max"))
                .isGreaterThanOrEqualTo(value(report, "last of 3 gateways", "p50"))
                .isBetween(0.1, 10_000.0);
    }

    @Test
    void joinCountsFarFewerRedisCallsThanJoinsAndPolls() {
        JsonNode report = run("join");
        assertThat(value(report, "stream with room", "joins")).isGreaterThan(10);
        assertThat(value(report, "full stream", "joins")).isGreaterThan(10);
        assertThat(value(report, "stream with room", "Redis calls each, joins")).isBetween(1e-6, 0.5);
        assertThat(value(report, "full stream", "Redis calls each, joins")).isBetween(1e-6, 0.5);
        assertThat(value(report, "full stream", "Redis calls each, polls")).isBetween(0.0, 0.5);
    }

    @Test
    void whoIsInGoesOnListeningWhileTheStoreIsLost() {
        JsonNode report = run("store-loss");
        for (String when : new String[] {"before", "during", "after"}) {
            assertThat(value(report, when, "media")).isGreaterThan(1);
            assertThat(value(report, when, "media in time")).as(when).isGreaterThan(50);
            assertThat(value(report, when, "polls in time")).as(when).isGreaterThan(50);
        }
        // renewals fall due meanwhile: whom no gateway served on would be refused, late
        assertThat(mediaInTime(report, "during")).isGreaterThan(0.7 * mediaInTime(report, "before"));
        assertThat(value(report, "during", "joins that got a place"))
                .isLessThan(value(report, "before", "joins that got a place"));
    }

    private static double mediaInTime(JsonNode report, String when) {
        return value(report, when, "media") * value(report, when, "media in time");
    }

    private JsonNode run(String name) {
        Path file = folder.resolve(name + ".json");
        int status = new CommandLine(new BenchCommand()).execute(name, "--small", "--json", file.toString());
        assertThat(status).isZero();
        return new JsonMapper().readTree(file.toFile());
    }

    private static double value(JsonNode report, String of, String name) {
        for (JsonNode figure : report.path("figures")) {
            if (figure.path("of").asString().equals(of)
                    && figure.path("name").asString().equals(name)) {
                return figure.path("value").asDouble();
            }
        }
        throw new AssertionError("no figure " + of + ", " + name + " in " + report);
    }
}
