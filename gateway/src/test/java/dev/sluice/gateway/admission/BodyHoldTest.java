package dev.sluice.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.gateway.fake.FakeClock;
import dev.sluice.gateway.fake.FakePolicies;
import dev.sluice.gateway.fake.FakeStore;
import dev.sluice.gateway.token.SessionToken;
import dev.sluice.redis.admission.AdmitDecision;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Lease 45 s, first lease 20 s. */
final class BodyHoldTest {

    private static final String SETTINGS = "{'origin':'http://127.0.0.1:1024/','capacity':5%s}";

    private final FakeClock clock = new FakeClock();
    private final FakeStore store = new FakeStore(clock);
    private final FakePolicies policies = new FakePolicies();
    private final LivePolicy live = policies.put("demo", String.format(SETTINGS, ""));
    private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();
    private final Sessions sessions =
            new Sessions(new Sessions.Store(store, clock, store), clock, 1_000, Schedulers.immediate());
    private final Holds holds = new Holds(sessions, policies, scheduler);
    private final SessionToken born = enter();

    @BeforeEach
    void forgetTheAdmission() {
        store.forgetCalls();
    }

    @Test
    void aBodyThatFlowsKeepsItsSlotForAsLongAsItFlows() {
        Hold hold = holds.whileFlowing(live, born);
        hold.begins();
        hold.flowed(70_000);
        pass(Duration.ofMinutes(30));
        assertThat(store.used("demo")).isEqualTo(1);
        assertThat(store.left("demo")).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
        assertThat(store.calls()).startsWith("renew CONFIRM", "renew RENEW");
        assertThat(store.calls().size()).isBetween(100, 125);
    }

    @Test
    void sixtyFourKibibytesConfirmAndOnceIsEnough() {
        Hold hold = holds.whileFlowing(live, born);
        hold.begins();
        hold.flowed(65_535);
        assertThat(store.calls()).isEmpty();
        hold.flowed(1);
        hold.flowed(1_000_000);
        assertThat(store.calls()).containsExactly("renew CONFIRM");
    }

    @Test
    void aSlowBodyThatStillFlowsConfirmsBeforeItsFirstLeaseIsOver() {
        Hold hold = holds.whileFlowing(live, born);
        hold.begins();
        hold.flowed(10);
        pass(Duration.ofSeconds(11));
        assertThat(store.calls()).containsExactly("renew CONFIRM");
        pass(Duration.ofMinutes(1));
        assertThat(store.used("demo")).isEqualTo(1);
    }

    @Test
    void theEndOfALongBodyOnlyShortensTheLease() {
        Hold hold = holds.whileFlowing(live, born);
        hold.begins();
        pass(Duration.ofSeconds(31));
        hold.ends(Hold.Ending.BROKEN);
        assertThat(store.calls()).endsWith("renew CLOSE");
        assertThat(store.left("demo")).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void theEndOfAShortBodyChangesNothing() {
        Hold hold = holds.whileFlowing(live, born);
        hold.begins();
        pass(Duration.ofSeconds(5));
        hold.ends(Hold.Ending.COMPLETE);
        pass(Duration.ofMinutes(1));
        assertThat(store.calls()).isEmpty();
    }

    @Test
    void aSlotThatWasLentForOneBodyIsGivenBackOnceHoweverItEnds() {
        for (Hold.Ending ending : Hold.Ending.values()) {
            SessionToken token = enter();
            store.forgetCalls();
            Hold hold = holds.forOneBody(live, token);
            hold.begins();
            hold.ends(ending);
            hold.ends(Hold.Ending.COMPLETE);
            hold.ends(Hold.Ending.BROKEN);
            assertThat(store.calls()).containsExactly("release");
        }
    }

    @Test
    void aSessionThatCouldNotBeDeliveredIsGivenBackAndOneThatCouldIsNot() {
        holds.untilDelivered(live, born).ends(Hold.Ending.COMPLETE);
        assertThat(store.used("demo")).isEqualTo(1);
        Hold broken = holds.untilDelivered(live, born);
        broken.ends(Hold.Ending.BROKEN);
        broken.ends(Hold.Ending.BROKEN);
        assertThat(store.calls()).containsExactly("release");
        assertThat(store.used("demo")).isZero();
    }

    @Test
    void aLeaseThatIsLoweredWhileABodyFlowsIsKeptUpWith() {
        Hold hold = holds.whileFlowing(live, born);
        hold.begins();
        hold.flowed(70_000);
        pass(Duration.ofSeconds(20));
        policies.put("demo", String.format(SETTINGS, ",'lease':'9s','firstLease':'4s'"));
        pass(Duration.ofMinutes(2));
        assertThat(store.used("demo")).isEqualTo(1);
    }

    @Test
    void aSlotThatIsSomebodyElsesStopsTheBody() {
        AtomicBoolean stopped = new AtomicBoolean();
        Hold hold = holds.whileFlowing(live, born);
        hold.lost().subscribe(nothing -> {}, error -> {}, () -> stopped.set(true));
        hold.begins();
        hold.flowed(70_000);
        store.flush("demo");
        assertThat(stopped).isFalse();
        pass(Duration.ofSeconds(31));
        assertThat(stopped).isTrue();
    }

    @Test
    void aBodyFlowsOnWhileTheStoreIsLost() {
        AtomicBoolean stopped = new AtomicBoolean();
        Hold hold = holds.whileFlowing(live, born);
        hold.lost().subscribe(nothing -> {}, error -> {}, () -> stopped.set(true));
        hold.begins();
        hold.flowed(70_000);
        store.lose();
        pass(Duration.ofMinutes(10));
        assertThat(stopped).isFalse();
    }

    private void pass(Duration duration) {
        for (long second = 0; second < duration.toSeconds(); second++) {
            clock.advance(Duration.ofSeconds(1));
            scheduler.advanceTimeBy(Duration.ofSeconds(1));
        }
    }

    private SessionToken enter() {
        AdmitDecision.Granted granted =
                (AdmitDecision.Granted) store.admit(live).toCompletableFuture().join();
        return sessions.begin(granted.slot(), granted.acceptedAtMicros());
    }
}
