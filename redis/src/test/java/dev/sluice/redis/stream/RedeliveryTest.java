package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.redis.HandTicker;
import dev.sluice.redis.admission.Acceptance;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RedeliveryTest {

    private final LivePolicy policy = Policy.of("demo").live();
    private final Slot slot = new Slot(1, 2, 3, 4);
    private final Renewals.Entry renewal = new Renewals.Entry(slot, Renewal.RENEW, new Acceptance(5, false));
    private final HandTicker ticker = new HandTicker();
    private final Redelivery redelivery = new Redelivery(ticker);

    @Test
    void whatWasTakenIsGoneUnlessItIsRestored() {
        redelivery.renewalLost(policy, renewal);

        Redelivery.Lost lost = redelivery.take().get(0);
        assertThat(redelivery.take()).isEmpty();
        redelivery.restore(lost);
        assertThat(redelivery.take()).containsExactly(lost);
    }

    @Test
    void nothingIsSentALeaseAfterItWasAskedFor() {
        redelivery.renewalLost(policy, renewal);
        ticker.advance(Duration.ofSeconds(45));

        assertThat(redelivery.take()).isEmpty();
    }

    @Test
    void whoLeftIsNotRenewedAgainWhicheverWasLostFirst() {
        redelivery.releaseLost(policy, new Releases.Entry(slot, Releases.Kind.LEFT));
        redelivery.renewalLost(policy, renewal);
        assertThat(redelivery.take()).extracting(Redelivery.Lost::kind).containsExactly(Redelivery.Kind.RELEASE);

        redelivery.renewalLost(policy, renewal);
        redelivery.releaseLost(policy, new Releases.Entry(slot, Releases.Kind.LEFT));
        assertThat(redelivery.take()).extracting(Redelivery.Lost::kind).containsExactly(Redelivery.Kind.RELEASE);
    }
}
