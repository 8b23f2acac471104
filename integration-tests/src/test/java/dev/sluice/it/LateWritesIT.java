package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.process.Cluster;
import dev.sluice.it.process.Link;
import dev.sluice.it.process.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A write whose answer comes after its deadline is in force: whoever asked does not know, and the audit log does. */
final class LateWritesIT {

    private static final Duration DEADLINE = Duration.ofMillis(500);

    @Test
    void aWriteThatIsAnsweredTooLateIsInForceAndInTheAuditLog() {
        try (Cluster cluster = Cluster.start(Stage.plan(1, 10, DEADLINE, RedisServer.Memory.NONE))) {
            // the first write of a node may take two calls, as Redis does not have the script yet, and too long
            await().atMost(Duration.ofSeconds(10))
                    .ignoreException(IllegalStateException.class)
                    .until(() -> cluster.operator().patch("demo", "{\"capacity\": 11}") != null);
            Link link = cluster.link("admin");
            link.loseAnswers(question -> {
                if (new String(question, StandardCharsets.UTF_8).contains("\"capacity\":12345")) {
                    link.delayAnswers(DEADLINE.multipliedBy(2));
                }
                return false;
            });

            assertThatThrownBy(() -> cluster.operator().patch("demo", "{\"capacity\": 12345}"))
                    .hasMessageContaining("503")
                    .hasMessageContaining("store-lost");

            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(cluster.node("admin").lastWords())
                            .containsSubsequence(
                                    "action=patch stream=demo outcome=unknown",
                                    "action=patch stream=demo revision=",
                                    " before={\"capacity\":11,\"patch.capacity\":11}"
                                            + " after={\"capacity\":12345,\"patch.capacity\":12345}"));
            link.heal();
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> cluster.operator()
                                    .get("/v1/streams/demo")
                                    .json()
                                    .path("effective")
                                    .path("capacity")
                                    .asInt()
                            == 12_345);
        }
    }
}
