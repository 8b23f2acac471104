package dev.sluice.it.process;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.redis.guard.Offence;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The guards of the processes that tests start. */
final class GuardedJvmIT {

    @Test
    void aNodeThatHasBlockedAndLeakedSaysSoAndFailsTheTest() {
        Cluster cluster = Cluster.start(new Cluster.Plan(
                1,
                Map.of("capacity", "1"),
                Map.of(),
                Duration.ofSeconds(1),
                RedisServer.Memory.NONE,
                GuardedJvm.guarding(Node.SMALL, Offence.class)));
        assertThatThrownBy(cluster::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("g1: Blocking call! java.lang.Thread.sleep")
                .hasMessageContaining("g1: LEAK: ByteBuf was not released")
                .hasMessageContaining("admin: Blocking call! java.lang.Thread.sleep")
                .hasMessageContaining("admin: LEAK: ByteBuf was not released");
    }
}
