package dev.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code up} does when its Redis ends by itself. */
final class RedisEndsIT {

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void itIsStartedAgainAndTheConsoleSaysBoth() {
        try (SluiceProcess sluice = SluiceProcess.up(folder)) {
            ProcessHandle first = redis(sluice).orElseThrow();
            first.destroyForcibly();

            sluice.readUntil("sluice: Redis has ended (exit code 137)");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> redis(sluice)
                            .filter(process -> !process.equals(first))
                            .isPresent());
            sluice.readUntil("sluice: Redis runs again");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(status(sluice)).contains("\"store\":\"up\""));
        }
    }

    @Test
    void whereItCannotBeStartedEverythingStopsWithTheReason() throws IOException {
        try (SluiceProcess sluice = SluiceProcess.up(folder)) {
            List<ProcessHandle> processes = sluice.processes();
            Files.writeString(folder.resolve(".sluice/redis/redis.conf"), "no-such-directive yes\n");

            redis(sluice).orElseThrow().destroyForcibly();

            assertThat(sluice.end()).isEqualTo(1);
            assertThat(sluice.all())
                    .contains("no-such-directive", "redis.log")
                    .endsWith("Everything is stopped. Once the cause is gone, start again.")
                    .doesNotContain("Exception")
                    .doesNotContain("\tat ");
            await().untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
        }
    }

    private static Optional<ProcessHandle> redis(SluiceProcess sluice) {
        return sluice.processes().stream()
                .filter(process -> process.info().command().orElse("").contains("redis-server"))
                .findFirst();
    }

    private String status(SluiceProcess sluice) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(sluice.find("(http://localhost:[0-9]+/v1/streams)") + "/demo/status"))
                .header("Authorization", "Bearer " + sluice.find("    (slk_[A-Za-z0-9_-]{43})"))
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }
}
