package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.crowd.Forger;
import dev.sluice.it.observer.Event;
import dev.sluice.it.process.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * An evening in a minute: three gateways, one Redis, a few hundred listeners; capacity and lease are lowered, the stream is
 * held and released, gateways are killed and started; and the observer finds nothing.
 */
final class InvariantsIT {

    private static final int CAPACITY = 40;

    @Test
    void nothingThatHappensInAnEveningBreaksAnInvariant() {
        try (Stage stage = Stage.open(Stage.plan(3, CAPACITY, Duration.ofSeconds(1), RedisServer.Memory.APPEND_ONLY));
                Forger forger =
                        new Forger(List.of("demo", "other"), stage.crowd(), stage.gateways(), stage.observer(), 7)) {
            stage.send(240, Duration.ofSeconds(12), Duration.ofSeconds(15), 1);
            forger.start(Duration.ofMillis(200));
            stage.go(Duration.ofSeconds(14));

            stage.set(25, Stage.LEASE);
            stage.go(Duration.ofSeconds(6));
            stage.set(25, Duration.ofSeconds(4));
            stage.go(Duration.ofSeconds(6));

            stage.hold();
            stage.go(Duration.ofSeconds(4));
            stage.release();
            stage.go(Duration.ofSeconds(4));

            stage.kill("g2");
            stage.go(Duration.ofSeconds(4));
            stage.set(CAPACITY, Duration.ofSeconds(4));
            stage.revive("g2");
            stage.kill("g1");
            stage.send(60, Duration.ofSeconds(5), Duration.ofSeconds(10), 2);
            stage.go(Duration.ofSeconds(6));
            stage.revive("g1");
            stage.go(Duration.ofSeconds(10));

            Map<String, Long> seen = stage.seen();
            System.out.println("seen in this evening: " + seen + ", slots of sessions known: " + slots(stage));
            assertThat(seen.get("Admitted BY_TICKET")).isGreaterThan(CAPACITY);
            assertThat(seen.get("Polled")).isGreaterThan(500);
            assertThat(seen.get("Left")).isGreaterThan(20);
            assertThat(seen.get("Tried")).isGreaterThan(50);
            assertThat(seen.get("Shown")).isGreaterThan(100);
            assertThat(slots(stage)).isGreaterThan(10);
        }
    }

    /** Two holders of one slot can be told only where tokens name their slot. */
    private static long slots(Stage stage) {
        return stage.observer().history().stream()
                .filter(Event.Served.class::isInstance)
                .map(event -> ((Event.Served) event).slot())
                .filter(Objects::nonNull)
                .distinct()
                .count();
    }
}
