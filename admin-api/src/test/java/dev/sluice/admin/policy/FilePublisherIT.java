package dev.sluice.admin.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.admin.AdminNode;
import dev.sluice.redis.RedisServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
final class FilePublisherIT {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    @TempDir
    static Path folder;

    @Test
    void aFileThatHasChangedIsOneLineOfTheAuditLogForEachStreamThatItChanges(CapturedOutput output) {
        try (AdminNode admin = node("100")) {
            await().until(() -> capacity(admin) == 100);
        }
        try (AdminNode admin = node("150")) {
            await().until(() -> capacity(admin) == 150);
            await().untilAsserted(() -> assertThat(output.getOut())
                    .containsOnlyOnce("action=file")
                    .contains("key=(none) action=file stream=demo revision=")
                    .contains(" before={\"capacity\":100} after={\"capacity\":150}"));
        }
    }

    private static AdminNode node(String capacity) {
        return new AdminNode(
                REDIS,
                folder,
                Map.of(
                        "sluice.streams.demo.origin", "http://o.example",
                        "sluice.streams.demo.capacity", capacity,
                        "sluice.streams.other.origin", "http://o.example"));
    }

    /** What is in force by the store's word. */
    private static int capacity(AdminNode admin) {
        return admin.get("/v1/streams/demo").etag().startsWith("\"0.")
                ? -1
                : admin.get("/v1/streams/demo")
                        .json()
                        .path("effective")
                        .path("capacity")
                        .asInt();
    }
}
