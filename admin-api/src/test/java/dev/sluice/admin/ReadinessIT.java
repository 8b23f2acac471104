package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
final class ReadinessIT {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    @TempDir
    Path folder;

    @Test
    void aNodeWithNothingAtAllIsNotReadyAndSaysSoUntilTheStoreAnswers(CapturedOutput log) {
        REDIS.stop();
        try (AdminNode admin = new AdminNode(REDIS, folder, Map.of())) {
            assertThat(ready(admin)).isEqualTo(503);
            assertThat(admin.send("GET", "/livez", null, null).status()).isEqualTo(200);
            assertThat(log).containsOnlyOnce("There is no policy to run");

            REDIS.start();

            await().untilAsserted(() -> assertThat(ready(admin)).isEqualTo(200));
        }
    }

    @Test
    void aNodeWithAFileOfItsOwnIsReadyWhileTheStoreIsDown() {
        REDIS.stop();
        try (AdminNode admin = new AdminNode(REDIS, folder, Map.of("sluice.streams.demo.origin", "http://o.example"))) {
            assertThat(ready(admin)).isEqualTo(200);
        }
        REDIS.start();
    }

    private static int ready(AdminNode admin) {
        return admin.send("GET", "/readyz", null, null).status();
    }
}
