package dev.sluice.gateway.waitingroom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.Seeds;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a gateway decides about tickets and tells those who wait, against a plain reference, over random histories. */
final class TicketReferenceTest {

    private static final int STEPS = 300;

    @Test
    void aGatewayDecidesAboutTicketsAsThePlainReferenceDoes() {
        Map<String, Integer> reached = new TreeMap<>();
        Seeds.play("a gateway's decisions about tickets against the plain reference", 200, 200, seed -> {
            TicketHistory history = new TicketHistory(seed);
            history.run(STEPS);
            history.reached().forEach(what -> reached.merge(what, 1, Integer::sum));
        });
        if (!Seeds.isReplay()) {
            assertThat(reached)
                    .as("in how many histories what was reached")
                    .allSatisfy((what, often) -> assertThat(often).as(what).isGreaterThan(10))
                    .containsOnlyKeys(TicketHistory.TO_REACH);
        }
    }
}
