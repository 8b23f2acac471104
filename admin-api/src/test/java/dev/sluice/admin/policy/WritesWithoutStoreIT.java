package dev.sluice.admin.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.admin.AdminNode;
import dev.sluice.admin.AdminNode.Answer;
import dev.sluice.redis.RedisServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

@ExtendWith(OutputCaptureExtension.class)
final class WritesWithoutStoreIT {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private static final String DEMO = "/v1/streams/demo";

    @TempDir
    static Path folder;

    private static AdminNode admin;

    @BeforeAll
    static void start() {
        admin = new AdminNode(
                REDIS,
                folder,
                Map.of(
                        "sluice.streams.demo.origin", "http://o.example",
                        "sluice.streams.demo.capacity", "100",
                        "sluice.overlays.event.capacity", "50",
                        "sluice.overlays.event.message", "Busy"));
        await().until(() -> !admin.get(DEMO).etag().startsWith("\"0."));
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    @Test
    void aWriteWhileRedisIsDownSaysSoAndReadsGoOn(CapturedOutput output) {
        REDIS.stop();
        await().until(() -> nodeHere().path("store").asString().equals("lost"));
        Answer answer = admin.patch(DEMO, "{'capacity':7}", "If-Match", "*");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.json().path("detail").asString()).contains("Redis", "nothing was changed");
        assertThat(output).contains("action=patch stream=demo outcome=refused").doesNotContain("outcome=unknown");
        assertThat(admin.get(DEMO).json().path("effective").path("capacity").asInt())
                .isEqualTo(100);
        await().untilAsserted(() -> {
            JsonNode node = nodeHere();
            assertThat(node.path("self").asBoolean()).isTrue();
            assertThat(node.path("store").asString()).isEqualTo("lost");
            assertThat(node.path("admission").path("closed").asInt()).isEqualTo(1);
        });
        REDIS.start();
    }

    private static JsonNode nodeHere() {
        return admin.get("/v1/nodes").json().path("nodes").path(0);
    }
}
