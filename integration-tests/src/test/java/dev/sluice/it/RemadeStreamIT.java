package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.process.Cluster;
import dev.sluice.it.process.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A stream is deleted while somebody listens and somebody waits, and another is made by its name. */
final class RemadeStreamIT {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void aStreamThatIsMadeAgainBeginsEmptyAndNothingOfBeforeOpensIt() {
        try (Cluster cluster = Cluster.start(Stage.plan(2, 10, Duration.ofSeconds(1), RedisServer.Memory.NONE))) {
            Guest one = new Guest(cluster.gateways().get(0).url(), "second");
            Guest two = new Guest(cluster.gateways().get(1).url(), "second");
            String settings = "{\"origin\": \"%s\", \"capacity\": 1, \"presenceWindow\": \"75s\"}"
                    .formatted(cluster.origin().url());
            cluster.operator().make("second", settings);
            await().atMost(SOON)
                    .until(() -> one.gets("/.sluice/second/status").statusCode() == 200
                            && two.gets("/.sluice/second/status").statusCode() == 200);
            String session = Guest.json(one.joins()).path("session").asString();
            assertThat(one.plays("segment-1.aac", session).statusCode()).isEqualTo(200);
            String ticket = Guest.json(two.joins()).path("ticket").asString();
            // Whoever is next is called in advance, by the next promotion.
            assertThat(Guest.json(two.polls(ticket)).path("state").asString()).isIn("waiting", "called");

            cluster.operator().delete("second");
            await().atMost(SOON)
                    .until(() -> one.plays("segment-1.aac", session).statusCode() == 404
                            && two.polls(ticket).statusCode() == 404);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(cluster.redis()
                                    .command("EXISTS", "sluice:1:{second}:slots:0", "sluice:1:{second}:chunks"))
                            .endsWith("0"));
            // Whoever asked for it in the last ten seconds keeps it there.
            await().atMost(SOON.multipliedBy(3))
                    .untilAsserted(() -> assertThat(
                                    cluster.redis().command("SISMEMBER", "sluice:1::{policy}:occupied", "second"))
                            .endsWith("0"));

            cluster.operator().make("second", settings);
            await().atMost(SOON)
                    .until(() -> two.gets("/.sluice/second/status").statusCode() == 200
                            && one.gets("/.sluice/second/status").statusCode() == 200);
            String another = Guest.json(two.joins()).path("session").asString();
            assertThat(two.plays("segment-1.aac", another).statusCode()).isEqualTo(200);
            assertThat(one.plays("segment-1.aac", session).statusCode()).isEqualTo(503);
            assertThat(Guest.json(one.polls(ticket)).path("state").asString()).isNotIn("waiting", "called", "admitted");
            assertThat(one.plays("segment-1.aac", another).statusCode()).isEqualTo(200);
        }
    }
}
