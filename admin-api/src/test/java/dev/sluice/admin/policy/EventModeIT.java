package dev.sluice.admin.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.admin.AdminNode;
import dev.sluice.admin.AdminNode.Answer;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.RedisServer;
import dev.sluice.redis.policy.Policies;
import dev.sluice.redis.store.StoreClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(OutputCaptureExtension.class)
final class EventModeIT {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private static final String NODES = "sluice:1::{policy}:nodes";
    private static final String DEMO = "/v1/streams/demo";
    private static final String OFF = "{'state':'off','release':'now'}";

    /** The answer of a switch, and what was timed meanwhile: how often, and in all. */
    private record Switch(Answer answer, long timed, double millis) {}

    @TempDir
    static Path folder;

    private static AdminNode admin;
    private static Policies one;
    private static Policies two;

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
        one = admin.gateway("gateway-1").getBean(Policies.class);
        two = admin.gateway("gateway-2").getBean(Policies.class);
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    /** As the file has it, and run by both gateways. */
    @BeforeEach
    void reset() {
        heardOf("gateway-3", Duration.ZERO, "left -");
        await().until(() ->
                gateways() == 2 && admin.get("/v1/nodes").json().path("silent").isEmpty());
        admin.put(DEMO + "/event-mode", OFF);
    }

    @Test
    void anEventModeSwitchNamesTheGatewaysThatRunIt() {
        Answer on = switchedOn().answer();

        assertThat(on.status()).isEqualTo(200);
        assertThat(on.json().path("summary").asString()).matches("applied by 2 of 2 in \\d+ ms");
        assertThat(on.json().path("appliedBy"))
                .extracting(node -> node.path("node").asString())
                .containsExactlyInAnyOrder("gateway-1", "gateway-2");
        StreamId demo = new StreamId("demo");
        assertThat(one.find(demo).orElseThrow().policy().capacity()).isEqualTo(50);
        assertThat(two.find(demo).orElseThrow().policy().message()).isEqualTo("Busy");
        JsonNode shown = admin.get(DEMO).json();
        assertThat(shown.path("overlays"))
                .isEqualTo(tree("[{'kind':'eventMode','name':'event','settings':{'capacity':50,'message':'Busy'}}]"));

        Answer again = admin.put(DEMO + "/event-mode", "{'state':'on'}");
        assertThat(again.etag()).as("nothing to change").isEqualTo(on.etag());

        Answer off = admin.put(DEMO + "/event-mode", OFF);
        assertThat(off.json().path("eventMode")).isEqualTo(tree("{'state':'off'}"));
        assertThat(one.find(demo).orElseThrow().policy().capacity()).isEqualTo(100);
    }

    @Test
    void howLongASwitchTookIsTimedUnlessNothingChanged() {
        Switch on = switchedOn();
        assertThat(on.timed()).isEqualTo(1);
        assertThat(on.answer().json().path("summary").asString())
                .isEqualTo("applied by 2 of 2 in " + Math.round(on.millis()) + " ms");

        Timer applied =
                admin.bean(MeterRegistry.class).get("sluice.admin.applied").timer();
        long before = applied.count();
        admin.put(DEMO + "/event-mode", "{'state':'on'}");
        assertThat(applied.count()).isEqualTo(before);
    }

    @Test
    void anEventsLimitsStayAsATailUntilTheQueueIsEmpty() {
        admin.put(DEMO + "/event-mode", "{'state':'on'}");

        Answer off = admin.put(DEMO + "/event-mode", "{'state':'off'}");

        assertThat(off.json().path("tail").asBoolean()).isTrue();
        JsonNode shown = admin.get(DEMO).json();
        assertThat(shown.path("overlays")).isEqualTo(tree("[{'kind':'tail','settings':{'capacity':50}}]"));
        await().untilAsserted(() -> assertThat(admin.get(DEMO)
                        .json()
                        .path("effective")
                        .path("capacity")
                        .asInt())
                .isEqualTo(100));
    }

    @Test
    void theEndOfAnEventByItsTimeIsOneLineOfTheAuditLogWithItsFields(CapturedOutput output) {
        Instant soon = Instant.now().plusSeconds(6).truncatedTo(ChronoUnit.SECONDS);
        Answer on = admin.put(DEMO + "/event-mode", "{'state':'on','until':'" + soon + "'}");
        String since = on.json().path("eventMode").path("since").asString();

        String event = "{\"overlay\":\"event\",\"since\":\"" + since + "\",\"until\":\"" + soon + "\"}";
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(output.getOut())
                        .containsOnlyOnce("key=(none) action=event-over stream=demo revision=")
                        .contains(" before={\"eventMode\":" + event + ",\"message\":\"Busy\",\"tail\":null}"
                                + " after={\"eventMode\":null,\"message\":null,\"tail\":{\"capacity\":50}}"));
    }

    @Test
    void aGatewayThatDoesNotRunItIsNamed() {
        heardOf("gateway-3", Duration.ofSeconds(1), "gateway UP 1.2");
        await().until(() -> gateways() == 3);

        long asked = System.nanoTime();
        Answer on = admin.put(DEMO + "/event-mode", "{'state':'on'}");

        assertThat(Duration.ofNanos(System.nanoTime() - asked))
                .as("it is waited for")
                .isGreaterThan(Duration.ofSeconds(1));
        assertThat(on.json().path("appliedBy")).hasSize(2);
        assertThat(on.json().path("notAppliedBy").path(0).path("node").asString())
                .isEqualTo("gateway-3");
        assertThat(on.json().path("summary").asString()).startsWith("applied by 2 of 3");
        assertThat(on.json().path("silent")).isEmpty();
    }

    /** One that is cut off from Redis may serve on by the old policy. */
    @Test
    void aGatewayThatIsNotHeardOfIsNamedAsSilentAndNotWaitedFor() {
        heardOf("gateway-3", Duration.ofSeconds(90), "gateway UP 1.2");
        await().until(() -> !admin.get("/v1/nodes").json().path("silent").isEmpty());

        Answer on = switchedOn().answer();

        JsonNode silent = on.json().path("silent");
        assertThat(silent).hasSize(1);
        assertThat(silent.path(0).path("node").asString()).isEqualTo("gateway-3");
        assertThat(silent.path(0).path("revision").asString()).isEqualTo("1.2");
        assertThat(silent.path(0).path("lastSeenMillis").asLong()).isBetween(90_000L, 120_000L);
        assertThat(on.json().path("silentMeans").asString()).contains("serves on by the policy that it had");
        assertThat(on.json().path("notAppliedBy")).isEmpty();
        assertThat(on.json().path("summary").asString())
                .matches("applied by 2 of 2 in \\d+ ms; silent, and not counted: 1");
        assertThat(admin.get(DEMO + "/status").json().path("gateways").path("silent"))
                .isEqualTo(tree("['gateway-3']"));
    }

    @Test
    void aGatewayThatEndedInOrderIsNotMissed() {
        ConfigurableApplicationContext third = admin.gateway("gateway-3");
        await().until(() -> gateways() == 3);
        third.close();

        Answer on = switchedOn().answer();

        assertThat(on.json().path("summary").asString()).matches("applied by 2 of 2 in \\d+ ms");
        assertThat(on.json().has("silentMeans")).isFalse();
        assertThat(admin.get("/v1/nodes").json().path("silent")).isEmpty();
    }

    @Test
    void wrongSwitchesOfEventModeAreRefused() {
        Answer answer = admin.put(
                DEMO + "/event-mode", "{'state':'on','overlay':'nope','until':'2020-01-01T00:00:00Z','untill':1}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("errors"))
                .extracting(error -> error.path("field").asString())
                .containsExactlyInAnyOrder("overlay", "until", "untill");
        assertThat(admin.get(DEMO).json().path("eventMode").path("state").asString())
                .isEqualTo("off");
    }

    @Test
    void theStatusTellsWhatGoesOn() {
        switchedOn("{'state':'on','until':'2999-01-01T00:00:00Z'}");

        JsonNode status = admin.get(DEMO + "/status").json();

        assertThat(status.path("gate").asString()).isEqualTo("auto");
        assertThat(status.path("capacity").asInt()).isEqualTo(50);
        assertThat(status.path("active").asInt()).isZero();
        assertThat(status.path("waiting").asInt()).isZero();
        assertThat(status.path("eventMode").path("secondsLeft").asLong()).isGreaterThan(1_000_000);
        assertThat(status.path("gateways"))
                .isEqualTo(tree("{'running':['gateway-1','gateway-2'],'notRunning':[],'silent':[]}"));
        assertThat(status.path("store").asString()).isEqualTo("up");
        assertThat(status.path("admission").asString()).isEqualTo("slots");
        assertThat(status.path("revision").asString())
                .isEqualTo(admin.get(DEMO).json().path("revision").asString());
    }

    @Test
    void theNodesAreListed() {
        // a node that was not heard of for half a second counts as one that has lost Redis
        await().untilAsserted(() -> {
            JsonNode nodes = admin.get("/v1/nodes").json();
            assertThat(nodes.path("storeComplaints")).isEqualTo(tree("[]"));
            assertThat(nodes.path("nodes"))
                    .extracting(node ->
                            node.path("id").asString() + " " + node.path("kind").asString())
                    .containsExactly("admin-1 admin", "gateway-1 gateway", "gateway-2 gateway");
            assertThat(nodes.path("nodes")).allSatisfy(node -> {
                assertThat(node.path("store").asString()).isEqualTo("up");
                assertThat(node.path("admission")).isEqualTo(tree("{'slots':1}"));
            });
        });
    }

    private static Switch switchedOn() {
        return switchedOn("{'state':'on'}");
    }

    /**
     * Event mode is switched on; three times at most, where the answer waited for its second and a gateway ran it later, for
     * then the machine stalled.
     */
    private static Switch switchedOn(String document) {
        Timer applied =
                admin.bean(MeterRegistry.class).get("sluice.admin.applied").timer();
        for (int left = 2; ; left--) {
            admin.put(DEMO + "/event-mode", OFF);
            long count = applied.count();
            double millis = applied.totalTime(TimeUnit.MILLISECONDS);
            long asked = System.nanoTime();
            Answer on = admin.put(DEMO + "/event-mode", document);
            boolean waited = System.nanoTime() - asked >= TimeUnit.SECONDS.toNanos(1);
            if (left == 0 || !waited || on.json().path("notAppliedBy").isEmpty()) {
                return new Switch(on, applied.count() - count, applied.totalTime(TimeUnit.MILLISECONDS) - millis);
            }
        }
    }

    /** Has a node said so much so long ago. */
    private static void heardOf(String id, Duration ago, String words) {
        long seen = admin.bean(StoreClock.class).nowMicros() - ago.toNanos() / 1_000;
        REDIS.command("HSET " + NODES + " " + id + " \"" + seen + " 1 2 " + seen + " " + words + "\"");
    }

    private static long gateways() {
        JsonNode nodes = admin.get("/v1/nodes").json().path("nodes");
        return nodes.valueStream()
                .filter(node -> node.path("kind").asString().equals("gateway"))
                .count();
    }

    private static JsonNode tree(String json) {
        return JsonMapper.shared().readTree(json.replace('\'', '"'));
    }
}
