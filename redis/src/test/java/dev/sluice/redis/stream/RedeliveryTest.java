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

        Redelivery.Lost lost = redelivery.take(10).get(0);
        assertThat(redelivery.take(10)).isEmpty();
        redelivery.restore(lost);
        assertThat(redelivery.take(10)).containsExactly(lost);
    }

    @Test
    void noRenewalIsSentALeaseAfterItWasAskedFor() {
        redelivery.renewalLost(policy, renewal);
        ticker.advance(Duration.ofSeconds(45));

        assertThat(redelivery.take(10)).isEmpty();
    }

    @Test
    void aReleaseIsSentHoweverLongItTakesUntilRedisAnswers() {
        redelivery.releaseLost(policy, new Releases.Entry(slot, Releases.Kind.LEFT));
        for (int hour = 0; hour < 5; hour++) {
            ticker.advance(Duration.ofHours(1));
            redelivery.take(10).forEach(redelivery::restore);
        }

        assertThat(redelivery.take(10)).extracting(Redelivery.Lost::kind).containsExactly(Redelivery.Kind.RELEASE);
    }

    @Test
    void manyRenewalsLeaveRoomForReleasesAndNoMoreThanTheMostAreKeptOfEither() {
        Redelivery two = new Redelivery(ticker, 2);
        for (int i = 0; i < 5; i++) {
            two.renewalLost(policy, new Renewals.Entry(new Slot(1, i, 3, i), Renewal.RENEW, renewal.last()));
        }
        for (int i = 5; i < 10; i++) {
            two.releaseLost(policy, new Releases.Entry(new Slot(1, i, 3, i), Releases.Kind.LEFT));
        }

        assertThat(two.take(10))
                .extracting(lost -> lost.release().slot().number())
                .containsExactlyInAnyOrder(5L, 6L, 0L, 1L);
    }

    @Test
    void noMoreIsTakenThanIsAskedForAndTheRestIsStillThere() {
        for (int i = 0; i < 5; i++) {
            redelivery.releaseLost(policy, new Releases.Entry(new Slot(1, i, 3, i), Releases.Kind.LEFT));
        }

        assertThat(redelivery.take(2)).hasSize(2);
        assertThat(redelivery.take(10)).hasSize(3);
    }

    @Test
    void whoLeftIsNotRenewedAgainWhicheverWasLostFirst() {
        redelivery.releaseLost(policy, new Releases.Entry(slot, Releases.Kind.LEFT));
        redelivery.renewalLost(policy, renewal);
        assertThat(redelivery.take(10)).extracting(Redelivery.Lost::kind).containsExactly(Redelivery.Kind.RELEASE);

        redelivery.renewalLost(policy, renewal);
        redelivery.releaseLost(policy, new Releases.Entry(slot, Releases.Kind.LEFT));
        assertThat(redelivery.take(10)).extracting(Redelivery.Lost::kind).containsExactly(Redelivery.Kind.RELEASE);
    }
}
