package dev.sluice.admin.policy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.policy.StreamPolicy;
import dev.sluice.redis.policy.NodeRegistry;
import dev.sluice.redis.policy.Policies;
import dev.sluice.redis.policy.PolicyAdmin;
import dev.sluice.redis.policy.StreamDocument;
import dev.sluice.redis.store.StoreClock;
import dev.sluice.redis.store.StoreHealth;
import dev.sluice.redis.store.StoreMode;
import dev.sluice.redis.waitingroom.RoomView;
import dev.sluice.redis.waitingroom.WaitingRoom;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class StatusControllerTest {

    private static final StreamDocument DEMO = StreamDocument.blank(new StreamId("demo"))
            .withBase(Optional.of(
                    (ObjectNode) JsonMapper.shared().readTree("{\"origin\":\"http://o.example\",\"capacity\":900}")));
    private static final RoomView VIEW = answering(
            RoomView.class,
            Map.of(
                    "asOf",
                    Optional.of(Instant.parse("2026-05-01T20:15:00.123456Z")),
                    "active",
                    701L,
                    "waiting",
                    602L,
                    "eligible",
                    53L,
                    "nowServing",
                    4004L,
                    "arrivalsPerSecond",
                    5.126,
                    "callsPerSecond",
                    6.0,
                    "exitsPerSecond",
                    7.004,
                    "isRecovering",
                    false));

    private final StatusController status = new StatusController(
            answering(PolicyAdmin.class, Map.of("document", Optional.of(DEMO))),
            answering(Policies.class, Map.of("find", Optional.of(live()))),
            answering(NodeRegistry.class, Map.of("nodes", List.of(), "silent", List.of())),
            answering(WaitingRoom.class, Map.of("look", CompletableFuture.completedFuture(VIEW))),
            new StatusController.Store(
                    answering(StoreClock.class, Map.of("nowMicros", 0L)),
                    answering(StoreHealth.class, Map.of("mode", StoreMode.UP))));

    @ParameterizedTest
    @CsvSource({
        "active, 701",
        "capacity, 900",
        "waiting, 602",
        "eligible, 53",
        "nowServing, 4004",
        "arrivalsPerSecond, 5.13",
        "callsPerSecond, 6.0",
        "exitsPerSecond, 7.0"
    })
    void eachFigureIsTheRooms(String field, double figure) {
        assertThat(shown().path(field).asDouble()).isEqualTo(figure);
    }

    @Test
    void theFiguresSayAsOfWhenTheyAre() {
        assertThat(shown().path("asOf").asString()).isEqualTo("2026-05-01T20:15:00.123456Z");
    }

    @Test
    void aStreamThatNobodyRunsIsNone() {
        assertThat(requireNonNull(status.status("Not_An_Id").block())
                        .getStatusCode()
                        .value())
                .isEqualTo(404);
    }

    private ObjectNode shown() {
        return requireNonNull(requireNonNull(status.status("demo").block()).getBody());
    }

    private static LivePolicy live() {
        return new LivePolicy(
                DEMO.id(), DEMO.revision(), ((Checked.Valid<StreamPolicy>) DEMO.effective(Map.of())).value());
    }

    /** An answer to each method by its name; whatever else is asked fails. */
    private static <T> T answering(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object answer = answers.get(method.getName());
                    if (answer == null) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return answer;
                }));
    }
}
