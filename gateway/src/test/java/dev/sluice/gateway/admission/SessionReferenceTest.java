package dev.sluice.gateway.admission;

import dev.sluice.redis.Seeds;
import org.junit.jupiter.api.Test;

/** What gateways decide about sessions, against a plain reference, over random histories. */
final class SessionReferenceTest {

    private static final int STEPS = 400;

    @Test
    void gatewaysDecideAboutSessionsAsThePlainReferenceDoes() {
        Seeds.play(
                "gateways' decisions about sessions against the plain reference",
                200,
                200,
                SessionHistory.TO_REACH,
                10,
                seed -> {
                    SessionHistory history = new SessionHistory(seed);
                    history.run(STEPS);
                    return history.reached();
                });
    }
}
