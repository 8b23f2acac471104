package dev.sluice.admin.node;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.PolicyReader;
import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.policy.StreamPolicy;
import dev.sluice.redis.policy.LiveNode;
import dev.sluice.redis.policy.NodeKind;
import dev.sluice.redis.policy.NodeRegistry;
import dev.sluice.redis.policy.Policies;
import dev.sluice.redis.store.StoreHealth;
import dev.sluice.redis.store.StoreMode;
import dev.sluice.redis.waitingroom.RoomView;
import dev.sluice.redis.waitingroom.WaitingRoom;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class NodesControllerTest {

    @ParameterizedTest
    @CsvSource({"false, slots", "true, recovering"})
    void howEachNodeMeetsNewcomersIsTold(boolean recovering, String mode) {
        ObjectNode json = listed(recovering, StoreMode.UP);
        assertThat(json.path("nodes").path(0).path("admission")).hasToString("{\"" + mode + "\":1}");
    }

    @Test
    void aNodeWithoutTheStoreIsClosedWhateverTheStoreDoes() {
        ObjectNode json = listed(true, StoreMode.LOST);
        assertThat(json.path("nodes").path(0).path("admission")).hasToString("{\"closed\":1}");
    }

    @Test
    void whyTheStoreIsLostIsTold() {
        assertThat(listed(false, StoreMode.UP).has("storeTrouble")).isFalse();
        assertThat(listed(false, StoreMode.UP, Optional.of("it wants a password"))
                        .path("storeTrouble")
                        .asString())
                .isEqualTo("it wants a password");
    }

    @Test
    void aNodeThatIsMissingIsListedApart() {
        ObjectNode json = listed(false, StoreMode.UP);
        assertThat(json.path("nodes")).hasSize(1);
        assertThat(json.path("silent"))
                .hasToString("[{\"id\":\"g2\",\"kind\":\"gateway\",\"version\":\"1\",\"lastSeenMillis\":90000}]");
    }

    private static ObjectNode listed(boolean recovering, StoreMode mode) {
        return listed(recovering, mode, Optional.empty());
    }

    private static ObjectNode listed(boolean recovering, StoreMode mode, Optional<String> trouble) {
        RoomView view = answering(RoomView.class, Map.of("isRecovering", recovering));
        LiveNode node = new LiveNode("g1", NodeKind.GATEWAY, "1", mode, new Revision(1, 1), 0, Duration.ofMillis(5));
        LiveNode missing = new LiveNode(
                "g2", NodeKind.GATEWAY, "1", StoreMode.LOST, new Revision(1, 1), 0, Duration.ofSeconds(90));
        NodesController controller = new NodesController(
                answering(
                        NodeRegistry.class,
                        Map.of("nodes", List.of(node), "silent", List.of(missing), "self", "admin")),
                answering(Policies.class, Map.of("all", List.of(live()), "revision", new Revision(1, 1))),
                answering(StoreHealth.class, Map.of("mode", StoreMode.UP, "complaints", List.of(), "trouble", trouble)),
                answering(WaitingRoom.class, Map.of("look", CompletableFuture.completedFuture(view))));
        return requireNonNull(controller.list().block());
    }

    private static LivePolicy live() {
        Checked<StreamPolicy> policy = PolicyReader.read(tree("{\"origin\":\"http://o.example\",\"capacity\":9}"));
        return new LivePolicy(new StreamId("demo"), new Revision(1, 1), ((Checked.Valid<StreamPolicy>) policy).value());
    }

    private static ObjectNode tree(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json);
    }

    private static <T> T answering(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> requireNonNull(answers.get(method.getName()), method.getName())));
    }
}
