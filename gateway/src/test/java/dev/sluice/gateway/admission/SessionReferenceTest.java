package dev.sluice.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.Seeds;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What gateways decide about sessions, against a plain reference, over random histories. */
final class SessionReferenceTest {

    private static final int STEPS = 400;

    @Test
    void gatewaysDecideAboutSessionsAsThePlainReferenceDoes() {
        Map<String, Integer> reached = new TreeMap<>();
        Seeds.play("gateways' decisions about sessions against the plain reference", 200, 200, seed -> {
            SessionHistory history = new SessionHistory(seed);
            history.run(STEPS);
            history.reached().forEach(what -> reached.merge(what, 1, Integer::sum));
        });
        if (!Seeds.isReplay()) {
            assertThat(reached)
                    .as("in how many histories what was reached")
                    .allSatisfy((what, often) -> assertThat(often).as(what).isGreaterThan(10))
                    .containsOnlyKeys(SessionHistory.TO_REACH);
        }
    }
}
