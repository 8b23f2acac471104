package dev.sluice.gateway.waitingroom;

import dev.sluice.redis.Seeds;
import org.junit.jupiter.api.Test;

/** What a gateway decides about tickets and tells those who wait, against a plain reference, over random histories. */
final class TicketReferenceTest {

    private static final int STEPS = 300;

    @Test
    void aGatewayDecidesAboutTicketsAsThePlainReferenceDoes() {
        Seeds.play(
                "a gateway's decisions about tickets against the plain reference",
                200,
                200,
                TicketHistory.TO_REACH,
                10,
                seed -> {
                    TicketHistory history = new TicketHistory(seed);
                    history.run(STEPS);
                    return history.reached();
                });
    }
}
