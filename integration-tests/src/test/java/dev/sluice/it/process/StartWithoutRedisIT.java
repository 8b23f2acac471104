package dev.sluice.it.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Gateways that are started while Redis is down, and what they do until it is there, and then. */
final class StartWithoutRedisIT {

    private static final Duration SOON = Duration.ofMinutes(1);

    private final HttpClient client = HttpClient.newHttpClient();
    private Cluster cluster;

    @TempDir
    Path folder;

    /** A live edit that the file does not have is in force; then Redis ends. */
    @BeforeEach
    void loseRedis() {
        cluster = Cluster.start(new Cluster.Plan(
                1,
                Map.of("capacity", "10"),
                Map.of(),
                Duration.ofSeconds(1),
                RedisServer.Memory.APPEND_ONLY,
                GuardedJvm.SMALL));
        cluster.operator().patch("demo", "{\"storeLoss\":\"open\"}");
        await().atMost(SOON).until(() -> isUpToDate("g1"));
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aGatewayServesItsLastGoodPolicyUntilRedisIsThere() {
        String listener = joined(cluster.node("g1"));
        cluster.node("g1").close();
        cluster.redis().kill();

        Node gateway = cluster.startGateway("g1");
        await().atMost(SOON).until(() -> ready(gateway) == 200);
        assertThat(plays(gateway, listener)).as("who was in before").isEqualTo(200);
        // by its file, newcomers would have to wait
        String newcomer = joined(gateway);
        assertThat(plays(gateway, newcomer)).isEqualTo(200);
        cluster.redis().start();
        await().atMost(SOON).until(() -> active(gateway) == 2 && plays(gateway, listener) == 200);
        assertThat(plays(gateway, newcomer)).isEqualTo(200);
        await().atMost(SOON).until(() -> gateway.lastWords().contains("answers again"));

        // the first loss may have been logged before it was known of which streams
        cluster.redis().kill();
        await().atMost(SOON)
                .until(() -> gateway.lastWords()
                        .contains("1 stream closed (newcomers wait), 1 stream open (newcomers enter without a slot)"));
    }

    @Test
    void aGatewayThatKnowsOfNothingSaysSoAndIsNotReadyUntilRedisTellsIt() throws IOException {
        int port = cluster.redis().address().getPort();
        cluster.redis().kill();
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(config.resolve("sluice.yml"), """
                sluice:
                  tokens:
                    keys:
                      - id: k1
                        secret: dGhlIHNpZ25pbmcga2V5IG9mIHRlc3RzLCBub3QgYSBzZWNyZXQ=
                """);

        List<String> redis = List.of("--sluice.redis.uri=redis://127.0.0.1:" + port, "--sluice.redis.deadline=1s");
        try (Node gateway =
                Node.start("gateway", "g9", folder, GuardedJvm.SMALL, redis).awaitOpen()) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(gateway.lastWords())
                            .containsOnlyOnce("There is no policy to run")
                            .containsOnlyOnce("nobody listens there"));
            assertThat(ready(gateway)).isEqualTo(503);

            cluster.redis().start();
            await().atMost(SOON).until(() -> ready(gateway) == 200);
            assertThat(gateway.lastWords()).contains("There are policies now: this node is ready");
            assertThat(plays(gateway, joined(gateway))).isEqualTo(200);
        }
    }

    private boolean isUpToDate(String gateway) {
        for (JsonNode node : cluster.operator().get("/v1/nodes").json().path("nodes")) {
            if (node.path("id").asString().equals(gateway)) {
                return node.path("upToDate").asBoolean();
            }
        }
        return false;
    }

    /** The session of a newcomer. */
    private String joined(Node gateway) {
        JsonNode document = JsonMapper.shared()
                .readTree(send(request(gateway, "/.sluice/demo/tickets").POST(BodyPublishers.noBody()))
                        .body());
        assertThat(document.path("state").asString()).as(document.toString()).isEqualTo("admitted");
        return document.path("session").asString();
    }

    private int plays(Node gateway, String session) {
        return send(request(gateway, "/live/demo/segment-1.aac")
                        .setHeader("Accept", "*/*")
                        .header("Sluice-Session", session))
                .statusCode();
    }

    private int ready(Node gateway) {
        return send(request(gateway, "/readyz")).statusCode();
    }

    /** Slots held, as the gateway tells. */
    private int active(Node gateway) {
        return send(request(gateway.management().resolve("/actuator/prometheus"))
                        .setHeader("Accept", "text/plain"))
                .body()
                .lines()
                .filter(line -> line.startsWith("sluice_stream_active{stream=\"demo\""))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(-1);
    }

    private static HttpRequest.Builder request(Node gateway, String path) {
        return request(gateway.url().resolve(path));
    }

    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).header("Accept", "application/json");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
