package dev.sluice.admin.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.admin.AdminNode;
import dev.sluice.admin.AdminNode.Answer;
import dev.sluice.redis.RedisServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessIT {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    @TempDir
    static Path folder;

    private static AdminNode admin;

    @BeforeAll
    static void start() {
        admin = new AdminNode(REDIS, folder, Map.of("sluice.streams.demo.origin", "http://o.example"));
        await().until(() -> !admin.get("/v1/streams/demo").etag().startsWith("\"0."));
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/streams",
        "GET, /v1/streams/demo",
        "GET, /v1/nodes",
        "PUT, /v1/streams/demo/event-mode",
        "DELETE, /v1/streams/demo",
        "GET, /",
        "GET, /actuator/health",
        "GET, /actuator/prometheus",
        "POST, /livez",
        "OPTIONS, /v1/streams"
    })
    void withoutAKeyNothingButHealthAnswers(String method, String path) {
        Answer answer = admin.send(method, path, null, null);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("type").asString()).isEqualTo("urn:sluice:problem:unauthorized");
        assertThat(answer.json().path("detail").asString()).contains("sluice key create");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz"})
    void healthAnswersAnybody(String path) {
        assertThat(admin.send("GET", path, null, null).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"slk_wrong", "", "slk_operato", "slk_operatorr"})
    void aKeyThatNobodyMadeOpensNothing(String key) {
        assertThat(admin.send("GET", "/v1/streams", key, null).status()).isEqualTo(401);
    }

    @Test
    void aViewerReadsAndChangesNothing() {
        assertThat(admin.send("GET", "/v1/streams/demo", AdminNode.VIEWER, null).status())
                .isEqualTo(200);
        for (String method : new String[] {"PUT", "PATCH", "DELETE"}) {
            Answer answer = admin.send(method, "/v1/streams/demo", AdminNode.VIEWER, "{'capacity':1}", "If-Match", "*");
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.json().path("detail").asString()).contains("operator");
        }
    }

    @Test
    void aKeyThatWasMadeCountsWithoutARestartAndOneTakenAwayDoesNot() throws IOException {
        Path file = folder.resolve("admin/admin-keys.json");
        String key = "sk_carol";
        assertThat(admin.send("GET", "/v1/nodes", key, null).status()).isEqualTo(401);

        Files.createDirectories(file.getParent());
        Files.writeString(file, "[{\"name\":\"carol\",\"role\":\"viewer\",\"hash\":\"" + KeyHash.of(key) + "\"}]");
        await().until(() -> admin.send("GET", "/v1/nodes", key, null).status() == 200);

        Files.writeString(file, "[{\"name\":");
        assertThat(admin.send("GET", "/v1/nodes", key, null).status())
                .as("a file that cannot be read leaves the keys as they were")
                .isEqualTo(200);

        Files.delete(file);
        await().until(() -> admin.send("GET", "/v1/nodes", key, null).status() == 401);
    }

    @Test
    void eachDenialIsCountedByItsReason() {
        double noKey = denied("no key");
        double unknownKey = denied("unknown key");
        double role = denied("role");
        admin.send("GET", "/v1/streams", null, null);
        admin.send("GET", "/v1/streams", "slk_wrong", null);
        admin.send("GET", "/v1/nodes", "slk_wrong", null);
        for (int i = 0; i < 3; i++) {
            admin.send("DELETE", "/v1/streams/demo", AdminNode.VIEWER, null);
        }
        assertThat(denied("no key") - noKey).isEqualTo(1);
        assertThat(denied("unknown key") - unknownKey).isEqualTo(2);
        assertThat(denied("role") - role).isEqualTo(3);
    }

    private static double denied(String reason) {
        return admin.bean(MeterRegistry.class)
                .get("sluice.admin.denied")
                .tag("reason", reason)
                .counter()
                .count();
    }

    @Test
    void countersAreThereBeforeTheirFirstEvent() {
        String scraped = admin.management("/actuator/prometheus").response().body();
        assertThat(scraped)
                .contains("sluice_admin_writes_total{action=\"unpatch\",outcome=\"store lost\"} 0.0")
                .contains("sluice_admin_denied_total{reason=\"role\"} ");
        for (String script : List.of("beat", "changes", "write", "restore", "view", "admit", "promote")) {
            assertThat(scraped)
                    .contains("sluice_store_failures_total{reason=\"timeout\",script=\"" + script + "\"} ")
                    .contains("sluice_store_failures_total{reason=\"rejected\",script=\"" + script + "\"} ");
        }
    }

    @Test
    void theManagementPortShowsHealthInfoAndPrometheusOnly() {
        assertThat(admin.management("/actuator/health").status()).isEqualTo(200);
        assertThat(admin.management("/actuator/info").status()).isEqualTo(200);
        assertThat(admin.management("/actuator/prometheus").response().body())
                .contains("sluice_policy_revision", "sluice_nodes{", "sluice_store_up");
        assertThat(admin.management("/actuator/env").status()).isNotEqualTo(200);
        assertThat(admin.management("/actuator/heapdump").status()).isNotEqualTo(200);
        assertThat(admin.management("/v1/streams").status()).isNotEqualTo(200);
    }
}
