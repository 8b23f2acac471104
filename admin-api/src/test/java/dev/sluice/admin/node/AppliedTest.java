package dev.sluice.admin.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Revision;
import dev.sluice.redis.policy.LiveNode;
import dev.sluice.redis.policy.NodeKind;
import dev.sluice.redis.policy.NodeRegistry;
import dev.sluice.redis.store.StoreMode;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AppliedTest {

    private static final Revision OLD = new Revision(7, 3);
    private static final Revision NEW = new Revision(7, 4);

    @Test
    void aGatewayThatIsSilentIsNamedWhateverItLastRanAndNobodyWaitsForIt() {
        Applied applied = Applied.of(
                registry(List.of(gateway("g1", NEW, 5)), gateway("g2", OLD, 9_000), gateway("g3", NEW, 9_000)), NEW);

        assertThat(applied.isByAll()).isTrue();
        assertThat(applied.json(0).path("summary").asString())
                .isEqualTo("applied by 1 of 1 in 2 ms; silent, and not counted: 2");
        assertThat(applied.json(0).path("silent"))
                .hasToString("[{\"node\":\"g2\",\"revision\":\"7.3\",\"lastSeenMillis\":9000},"
                        + "{\"node\":\"g3\",\"revision\":\"7.4\",\"lastSeenMillis\":9000}]");
        assertThat(applied.json(0).path("silentMeans").asString())
                .contains("does not reach Redis and serves on by the policy that it had", "load balancer");
    }

    @Test
    void aGatewayThatDoesNotRunItYetIsNoSilentOne() {
        Applied applied = Applied.of(registry(List.of(gateway("g1", NEW, 5), gateway("g2", OLD, 700))), NEW);

        assertThat(applied.isByAll()).isFalse();
        assertThat(applied.json(0).path("summary").asString()).isEqualTo("applied by 1 of 2 in 2 ms");
        assertThat(applied.json(0).path("notAppliedBy"))
                .hasToString("[{\"node\":\"g2\",\"revision\":\"7.3\",\"lastSeenMillis\":700}]");
        assertThat(applied.json(0).path("silent")).isEmpty();
        assertThat(applied.json(0).has("silentMeans")).isFalse();
    }

    @Test
    void whatIsNoGatewayDoesNotCount() {
        LiveNode admin = new LiveNode("a1", NodeKind.ADMIN, "1", StoreMode.UP, OLD, 0, Duration.ZERO);
        Applied applied = Applied.of(registry(List.of(admin, gateway("g1", NEW, 5)), admin), NEW);

        assertThat(applied.others()).isEmpty();
        assertThat(applied.silent()).isEmpty();
    }

    private static LiveNode gateway(String id, Revision revision, long ageMillis) {
        return new LiveNode(id, NodeKind.GATEWAY, "1", StoreMode.UP, revision, 1_500, Duration.ofMillis(ageMillis));
    }

    private static NodeRegistry registry(List<LiveNode> heard, LiveNode... silent) {
        return (NodeRegistry) Proxy.newProxyInstance(
                NodeRegistry.class.getClassLoader(),
                new Class<?>[] {NodeRegistry.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "nodes" -> heard;
                    case "silent" -> Arrays.asList(silent);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
