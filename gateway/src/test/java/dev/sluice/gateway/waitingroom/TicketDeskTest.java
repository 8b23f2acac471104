package dev.sluice.gateway.waitingroom;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.gateway.fake.FakeClock;
import dev.sluice.gateway.fake.FakePolicies;
import dev.sluice.gateway.fake.FakeStore;
import dev.sluice.gateway.metrics.GatewayMeters;
import dev.sluice.gateway.pages.Standing;
import dev.sluice.gateway.token.TicketToken;
import dev.sluice.gateway.waitingroom.TicketDecision.Enters;
import dev.sluice.gateway.waitingroom.TicketDecision.Waits;
import dev.sluice.gateway.waitingroom.TicketDecision.Worthless;
import dev.sluice.redis.admission.Acceptance;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.Renewal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

final class TicketDeskTest {

    private static final String SETTINGS = "{'origin':'http://127.0.0.1:1024/','capacity':1,'gate':'%s'}";

    private final FakeClock clock = new FakeClock();
    private final FakeStore store = new FakeStore(clock);
    private final FakePolicies policies = new FakePolicies();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final TicketDesk desk = desk();
    private final LivePolicy live = policies.put("demo", String.format(SETTINGS, "auto"));

    @BeforeEach
    void fill() {
        store.admit(live);
    }

    @Test
    void aPollCostsNoCallAndTellsWhereTheTicketStands() {
        join();
        Waits second = join();
        store.callRate(0.5);
        store.forgetCalls();
        Waits polled = (Waits) ask(second.token());
        assertThat(polled.place().position()).isEqualTo(2);
        assertThat(polled.place().ahead()).isEqualTo(1);
        assertThat(polled.place().standing()).isEqualTo(Standing.WAITING);
        assertThat(requireNonNull(polled.place().estimatedWait()).p50()).isEqualTo(Duration.ofSeconds(4));
        assertThat(polled.retryAfter()).isBetween(Duration.ofMillis(1_800), Duration.ofMillis(2_000));
        assertThat(polled.nextPollAt()).isCloseTo(clock.now().plus(polled.retryAfter()), within(2, ChronoUnit.MILLIS));
        assertThat(store.calls()).isEmpty();
        assertThat(store.present()).containsExactly(polled.token().ticket());
    }

    @Test
    void whileMoreAreInThanMayBeNobodyKnowsHowLongItLasts() {
        Waits ticket = join();
        store.callRate(0.5);
        LivePolicy lowered =
                policies.put("demo", String.format(SETTINGS, "auto").replace("'capacity':1", "'capacity':0"));
        Waits polled = (Waits) requireNonNull(desk.ask(lowered, ticket.token()).block());
        assertThat(polled.place().position()).isEqualTo(1);
        assertThat(polled.place().estimatedWait()).isNull();
    }

    @Test
    void noPositionIsShownThatIsHigherThanOneBefore() {
        Waits first = join();
        Waits second = join();
        TicketToken shownFirst = new TicketToken(second.token().ticket(), 0, clock.nowMicros(), 0, 1, false, false);
        assertThat(((Waits) ask(shownFirst)).place().position()).isEqualTo(1);
        assertThat(((Waits) ask(first.token())).place().position()).isEqualTo(1);
    }

    @Test
    void whoIsCalledAndFindsNoSlotIsToldSoAndAsksSoonAgain() {
        Waits ticket = join();
        store.callRate(2);
        store.call("demo", 1);
        Waits called = (Waits) ask(ticket.token());
        assertThat(called.place().standing()).isEqualTo(Standing.CALLED);
        assertThat(called.token().told()).isTrue();
        assertThat(called.place().estimatedWait())
                .as("nobody leaves, so nobody knows when, however many are called")
                .isNull();
        assertThat(called.retryAfter()).isLessThanOrEqualTo(Duration.ofSeconds(2));
        ask(called.token());
        assertThat(store.calls()).endsWith("claim FIRST", "claim AGAIN");
    }

    @Test
    void whoIsCalledEntersWhenASlotIsFree() {
        Waits ticket = join();
        store.call("demo", 1);
        clock.advance(Duration.ofSeconds(21));
        assertThat(ask(ticket.token())).isInstanceOf(Enters.class);
        assertThat(registry.get("sluice.stream.claims").counter().count()).isEqualTo(1);
    }

    @Test
    void whoIsNotInIsNotCountedAsAClaim() {
        Waits ticket = join();
        ask(ticket.token());
        store.call("demo", 1);
        ask(ticket.token());
        assertThat(registry.get("sluice.stream.claims").counter().count()).isZero();
    }

    @Test
    void whoseAnswerWasLostGetsTheSameSlotAgainUntilItIsConfirmed() {
        Waits ticket = join();
        store.call("demo", 1);
        clock.advance(Duration.ofSeconds(21));
        Enters lost = (Enters) ask(ticket.token());
        clock.advance(Duration.ofSeconds(19));
        assertThat(ask(ticket.token())).isEqualTo(lost);
        store.renew(live, lost.slot(), Renewal.CONFIRM, new Acceptance(lost.acceptedAtMicros(), false));
        assertThat(ask(ticket.token())).isInstanceOf(Worthless.class);
    }

    @Test
    void aSlotWhoseFirstLeaseIsOverIsNotGivenAgain() {
        Waits ticket = join();
        store.call("demo", 1);
        clock.advance(Duration.ofSeconds(21));
        ask(ticket.token());
        clock.advance(Duration.ofSeconds(20));
        assertThat(ask(ticket.token())).isNotInstanceOf(Enters.class);
    }

    @Test
    void whoWasAwayWhenCalledComesBackAsSuchWithEachAttempt() {
        Waits ticket = join();
        store.call("demo", 1);
        clock.advance(Duration.ofSeconds(76));
        store.admit(policies.put("demo", String.format(SETTINGS, "open")));
        Waits again = (Waits) ask(ticket.token());
        assertThat(again.token().returning()).isTrue();
        ask(again.token());
        assertThat(store.calls()).endsWith("claim RETURNING", "claim RETURNING");
    }

    @Test
    void aTicketThatDidNotAskForTooLongIsWorthless() {
        Waits ticket = join();
        clock.advance(Duration.ofMinutes(31));
        assertThat(ask(ticket.token())).isInstanceOf(Worthless.class);
    }

    @Test
    void aTicketThatWasGivenUpIsWorthlessAtOnceAndCostsNoCall() {
        Waits ticket = join();
        join();
        desk.leave(live, ticket.token()).block();
        store.forgetCalls();
        assertThat(ask(ticket.token())).isInstanceOf(Worthless.class);
        assertThat(store.calls()).isEmpty();
    }

    @Test
    void aTicketThatWasGivenUpElsewhereIsWorthlessAsSoonAsNobodyElseWaits() {
        Waits ticket = join();
        Waits behind = join();
        TicketDesk elsewhere = desk();
        elsewhere.leave(live, ticket.token()).block();
        assertThat(ask(ticket.token())).as("a poll costs no call").isInstanceOf(Waits.class);
        elsewhere.leave(live, behind.token()).block();
        assertThat(ask(ticket.token())).isInstanceOf(Worthless.class);
    }

    @Test
    void aStoreClockThatIsSetAheadMakesNoTicketWorthless() {
        Waits ticket = join();
        clock.setAhead(Duration.ofHours(1));
        clock.advance(Duration.ofMinutes(29));
        Waits kept = (Waits) ask(ticket.token());
        assertThat(kept.token().polledAtMicros()).isEqualTo(clock.nowMicros());
        assertThat(kept.token().joinedAtMicros())
                .isEqualTo(clock.nowMicros() - Duration.ofMinutes(29).toNanos() / 1_000);
    }

    @Test
    void aTicketOfAnIncarnationThatIsLostKeepsItsPlaceAndReadsWhyNobodyEnters() {
        Waits ticket = join();
        store.call("demo", 1);
        store.flush("demo");
        store.recover(true);
        Waits restoring = (Waits) ask(ticket.token());
        assertThat(restoring.place().standing()).isEqualTo(Standing.RECOVERING);
        assertThat(restoring.place().estimatedWait()).isNull();
        assertThat(desk.hasRoom(live)).isFalse();
        store.recover(false);
        assertThat(ask(restoring.token())).isInstanceOf(Enters.class);
    }

    @Test
    void whoWasCalledIsNotToldToWaitByAGatewayThatHasJustStarted() {
        Waits ticket = join();
        Waits behind = join();
        store.call("demo", 1);
        store.startAgain();
        assertThat(standing(live, ticket)).isEqualTo(Standing.CALLED);
        store.startAgain();
        assertThat(standing(live, behind)).isEqualTo(Standing.WAITING);
    }

    @Test
    void aGatewayThatHasJustStartedSaysAtOnceThatTheQueueIsBeingRestored() {
        Waits ticket = join();
        store.recover(true);
        store.startAgain();
        assertThat(standing(live, ticket)).isEqualTo(Standing.RECOVERING);
    }

    @Test
    void aTicketIsPresentThoughItAskedAGatewayThatHasJustStartedAndDidNotReachTheStore() {
        Waits ticket = join();
        store.startAgain();
        store.lose();
        assertThat(standing(live, ticket)).isEqualTo(Standing.STORE_LOST);
        assertThat(store.present()).containsExactly(ticket.token().ticket());
    }

    @Test
    void aTicketKeepsItsPlaceWhileTheStoreIsLostAndReadsWhy() {
        Waits ticket = join();
        store.call("demo", 1);
        store.lose();
        Waits lost = (Waits) ask(ticket.token());
        assertThat(lost.place().standing()).isEqualTo(Standing.STORE_LOST);
        assertThat(lost.place().estimatedWait()).isNull();
        store.comeBack();
        clock.advance(Duration.ofSeconds(21));
        assertThat(ask(lost.token())).isInstanceOf(Enters.class);
    }

    @Test
    void whoWaitsBehindAClosedGateReadsWhichOne() {
        Waits ticket = join();
        LivePolicy hold = policies.put("demo", String.format(SETTINGS, "hold"));
        assertThat(standing(hold, ticket)).isEqualTo(Standing.HOLD);
        LivePolicy maintenance = policies.put("demo", String.format(SETTINGS, "maintenance"));
        assertThat(standing(maintenance, ticket)).isEqualTo(Standing.MAINTENANCE);
        LivePolicy reject = policies.put("demo", String.format(SETTINGS, "reject"));
        assertThat(standing(reject, ticket)).isEqualTo(Standing.REJECT);
    }

    @Test
    void roomIsSeenWithoutACall() {
        store.forgetCalls();
        assertThat(desk.hasRoom(live)).isFalse();
        clock.advance(Duration.ofSeconds(21));
        assertThat(desk.hasRoom(live)).isTrue();
        assertThat(desk.hasRoom(FakePolicies.live("demo", String.format(SETTINGS, "hold"))))
                .isFalse();
        assertThat(store.calls()).isEmpty();
    }

    @Test
    void nobodyNewSeesRoomWhileOthersWait() {
        join();
        clock.advance(Duration.ofSeconds(21));
        assertThat(desk.hasRoom(live)).isFalse();
        assertThat(desk.hasRoom(FakePolicies.live("demo", String.format(SETTINGS, "reject"))))
                .isFalse();
    }

    /** As after a queue: one is called and does not come. */
    @Test
    void whoIsCalledKeepsOnePlaceAndNoMore() {
        join();
        store.call("demo", 2);
        LivePolicy two = policies.put("demo", String.format(SETTINGS, "auto").replace("'capacity':1", "'capacity':2"));
        assertThat(desk.hasRoom(two)).as("one is in, one is called").isFalse();
        LivePolicy three =
                policies.put("demo", String.format(SETTINGS, "auto").replace("'capacity':1", "'capacity':3"));
        assertThat(desk.hasRoom(three)).isTrue();
    }

    private Standing standing(LivePolicy policy, Waits ticket) {
        return ((Waits) requireNonNull(desk.ask(policy, ticket.token()).block()))
                .place()
                .standing();
    }

    private Waits join() {
        return desk.issue(live, (AdmitDecision.Queued)
                store.admit(live).toCompletableFuture().join());
    }

    private TicketDecision ask(TicketToken token) {
        return requireNonNull(desk.ask(live, token).block());
    }

    private TicketDesk desk() {
        return new TicketDesk(
                new TicketDesk.Store(store, clock, store),
                clock,
                new GatewayMeters(registry, policies, store, store),
                new SplittableRandom(1),
                Schedulers.immediate());
    }
}
