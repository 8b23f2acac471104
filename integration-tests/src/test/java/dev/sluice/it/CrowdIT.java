package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.process.Cluster;
import dev.sluice.it.process.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code ./sluice crowd} as its user runs it: a process of its own, ended with Ctrl-C. */
final class CrowdIT {

    private static final int CAPACITY = 10;

    @TempDir
    private Path folder;

    @Test
    void itFillsTheRoomShowsWhatItSeesAndGoesHomeWhenItIsInterrupted() throws Exception {
        Path output = folder.resolve("output");
        try (Cluster cluster = Cluster.start(Stage.plan(1, CAPACITY, Duration.ofSeconds(1), RedisServer.Memory.NONE))) {
            Guest guest = new Guest(cluster.gateways().get(0).url());
            Process crowd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Bench.class.getName(),
                            "crowd",
                            "demo",
                            "25",
                            "--url",
                            cluster.gateways().get(0).url().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                    JsonNode status = Guest.json(guest.gets("/.sluice/demo/status"));
                    assertThat(status.path("active").asInt()).isEqualTo(CAPACITY);
                    assertThat(status.path("waiting").asInt()).isGreaterThanOrEqualTo(10);
                });
                // SIGINT is Ctrl-C; the JVM treats SIGTERM alike.
                crowd.destroy();
                assertThat(crowd.waitFor(20, TimeUnit.SECONDS)).isTrue();
            } finally {
                crowd.destroyForcibly();
            }
            // At once, not a lease later: everybody has given back what they had.
            await().atMost(Stage.LEASE.dividedBy(2))
                    .untilAsserted(() -> assertThat(Guest.json(guest.gets("/.sluice/demo/status"))
                                    .path("active")
                                    .asInt())
                            .isZero());
        }
        assertThat(Files.readString(output)).contains("in " + CAPACITY).contains("home");
    }
}
