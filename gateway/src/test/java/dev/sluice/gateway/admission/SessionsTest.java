package dev.sluice.gateway.admission;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.gateway.fake.FakeClock;
import dev.sluice.gateway.fake.FakePolicies;
import dev.sluice.gateway.fake.FakeStore;
import dev.sluice.gateway.token.SessionToken;
import dev.sluice.redis.admission.Acceptance;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.SlotLedger;
import dev.sluice.redis.waitingroom.Ticket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/** Lease 45 s, first lease 20 s, so a renewal is due after 15 s. */
final class SessionsTest {

    private final FakeClock clock = new FakeClock();
    private final FakeStore store = new FakeStore(clock);
    private final Sessions sessions =
            new Sessions(new Sessions.Store(store, clock, store), clock, 1_000, Schedulers.immediate());
    private final LivePolicy live = FakePolicies.live("demo", "{'origin':'http://127.0.0.1:1024/','capacity':5}");
    private final SessionToken born = enter();

    @BeforeEach
    void forgetTheAdmission() {
        store.forgetCalls();
    }

    @Test
    void aNewSessionIsServedWithoutACallAndNothingRenewsIt() {
        clock.advance(Duration.ofSeconds(19));
        assertThat(use(born, Use.LOOK)).isEqualTo(new SessionDecision.Valid(born));
        assertThat(store.calls()).isEmpty();
    }

    @Test
    void playingConfirmsANewSession() {
        SessionToken confirmed = renewed(use(born, Use.PLAY));
        assertThat(confirmed.confirmed()).isTrue();
        assertThat(store.calls()).containsExactly("renew CONFIRM");
        assertThat(store.left("demo")).isEqualTo(Duration.ofSeconds(45));
    }

    @Test
    void aNewSessionThatNobodyPlayedFromIsStaleAfterItsFirstLease() {
        clock.advance(Duration.ofSeconds(20));
        assertThat(use(born, Use.LOOK)).isEqualTo(new SessionDecision.Stale());
    }

    @Test
    void aFreshSessionCostsNoCall() {
        SessionToken confirmed = confirmed();
        clock.advance(Duration.ofMillis(14_999));
        for (int i = 0; i < 100; i++) {
            assertThat(use(confirmed, Use.PLAY)).isEqualTo(new SessionDecision.Valid(confirmed));
        }
        assertThat(store.calls()).isEmpty();
    }

    @Test
    void afterAThirdOfTheLeaseOneRequestRenewsAndItsTokenSaysSo() {
        SessionToken confirmed = confirmed();
        clock.advance(Duration.ofSeconds(15));
        SessionToken renewed = renewed(use(confirmed, Use.LOOK));
        assertThat(renewed.acceptedAtMicros()).isEqualTo(clock.nowMicros());
        assertThat(store.calls()).containsExactly("renew RENEW");
        clock.advance(Duration.ofSeconds(14));
        assertThat(use(renewed, Use.LOOK)).isEqualTo(new SessionDecision.Valid(renewed));
    }

    @Test
    void aSessionOfAStreamThatWasDeletedIsWorthNothingAtOnceAndMayNotReturn() {
        SessionToken confirmed = confirmed();
        assertThat(sessions.returner(live, confirmed)).isPresent();
        store.allAreOf(SlotLedger.Era.EARLIER);
        assertThat(use(confirmed, Use.PLAY)).isEqualTo(new SessionDecision.Stale());
        assertThat(sessions.returner(live, confirmed)).isEmpty();
        assertThat(store.calls()).isEmpty();
    }

    @Test
    void whileNothingIsKnownOfAStreamThatWasMadeAgainEvenAFreshSessionIsAskedFor() {
        SessionToken confirmed = confirmed();
        store.allAreOf(SlotLedger.Era.UNKNOWN);
        assertThat(use(confirmed, Use.PLAY)).isInstanceOf(SessionDecision.Renewed.class);
        assertThat(store.calls()).containsExactly("renew RENEW");
    }

    @Test
    void requestsThatRunAtOnceWaitForOneRenewal() {
        SessionToken confirmed = confirmed();
        clock.advance(Duration.ofSeconds(16));
        store.hold();
        List<SessionDecision> answers = new CopyOnWriteArrayList<>();
        IntStream.range(0, 20)
                .forEach(i -> sessions.use(live, confirmed, Use.PLAY).subscribe(answers::add));
        assertThat(answers).isEmpty();
        store.letGo();
        assertThat(answers).hasSize(20).allMatch(SessionDecision.Renewed.class::isInstance);
        assertThat(store.calls()).containsExactly("renew RENEW");
    }

    @Test
    void aTokenThatIsNeverReplacedRenewsOnceAThirdOfALease() {
        SessionToken inTheUrl = born;
        for (int second = 0; second < 300; second++) {
            clock.advance(Duration.ofSeconds(1));
            assertThat(use(inTheUrl, Use.PLAY)).isInstanceOf(SessionDecision.Renewed.class);
        }
        assertThat(store.calls()).hasSize(20).startsWith("renew CONFIRM", "renew RENEW");
    }

    @Test
    void aGatewayThatForgotAsksTheStoreAndCutsNobody() {
        for (int second = 0; second < 60; second++) {
            clock.advance(Duration.ofSeconds(1));
            Sessions another =
                    new Sessions(new Sessions.Store(store, clock, store), clock, 1_000, Schedulers.immediate());
            assertThat(another.use(live, born, Use.PLAY).block()).isInstanceOf(SessionDecision.Renewed.class);
        }
    }

    @Test
    void aListenerIsServedOnWhileTheStoreIsLostHoweverLong() {
        SessionToken token = confirmed();
        store.lose();
        for (int i = 0; i < 20; i++) {
            clock.advance(Duration.ofSeconds(15));
            token = renewed(use(token, Use.PLAY));
            assertThat(token.offline()).isTrue();
        }
    }

    @Test
    void aListenerWhomNobodyAcceptedForALeaseIsNotServedWithoutTheStore() {
        SessionToken confirmed = confirmed();
        store.lose();
        clock.advance(Duration.ofSeconds(45));
        assertThat(use(confirmed, Use.PLAY)).isEqualTo(new SessionDecision.Stale());
    }

    @Test
    void aStoreClockThatIsSetAheadMakesNobodyOlder() {
        SessionToken confirmed = confirmed();
        clock.setAhead(Duration.ofHours(1));
        clock.advance(Duration.ofSeconds(15));
        store.lose();
        SessionToken served = renewed(use(confirmed, Use.PLAY));
        assertThat(served.acceptedAtMicros()).isEqualTo(clock.nowMicros());
        store.flush("demo");
        clock.advance(Duration.ofSeconds(299));
        assertThat(sessions.returner(live, served)).isPresent();
        clock.advance(Duration.ofSeconds(1));
        assertThat(sessions.returner(live, served)).isEmpty();
    }

    /** The URL of a player keeps the first token: what counts is in the gateway's memory. */
    @Test
    void aStoreClockThatIsSetAheadMakesNobodyOlderWhoseTokenIsNeverReplaced() {
        for (int second = 0; second < 60; second += 10) {
            clock.advance(Duration.ofSeconds(10));
            use(born, Use.PLAY);
        }
        store.lose();
        clock.setAhead(Duration.ofHours(1));
        clock.advance(Duration.ofSeconds(20));

        assertThat(use(born, Use.PLAY)).isInstanceOf(SessionDecision.Renewed.class);
    }

    @Test
    void aStoreClockThatIsSetBackCostsNoCallForATokenThatIsNeverReplaced() {
        use(born, Use.PLAY);
        clock.advance(Duration.ofSeconds(1));
        clock.setAhead(Duration.ofHours(-1));
        store.forgetCalls();
        for (int second = 0; second < 60; second++) {
            clock.advance(Duration.ofSeconds(1));
            assertThat(use(born, Use.PLAY)).isInstanceOf(SessionDecision.Renewed.class);
        }
        assertThat(store.calls()).hasSize(4);
    }

    @Test
    void aNewSessionIsServedWithoutTheStoreForItsFirstLeaseOnly() {
        store.lose();
        clock.advance(Duration.ofMillis(19_999));
        assertThat(renewed(use(born, Use.PLAY)).offline()).isTrue();
        SessionToken another =
                new SessionToken(born.slot(), clock.nowMicros() - 20_000_000, false, false, born.expiresAtMicros());
        Sessions elsewhere =
                new Sessions(new Sessions.Store(store, clock, store), clock, 1_000, Schedulers.immediate());
        assertThat(elsewhere.use(live, another, Use.PLAY).block()).isEqualTo(new SessionDecision.Stale());
    }

    @Test
    void whoWasServedOfflineRenewsAsSoonAsTheStoreIsBack() {
        SessionToken confirmed = confirmed();
        clock.advance(Duration.ofSeconds(15));
        store.lose();
        SessionToken offline = renewed(use(confirmed, Use.PLAY));
        store.comeBack();
        store.forgetCalls();
        clock.advance(Duration.ofSeconds(1));
        SessionDecision back = use(offline, Use.PLAY);
        assertThat(store.calls()).containsExactly("renew RENEW");
        assertThat(renewed(back).offline()).isFalse();
    }

    @Test
    void whoWasServedOfflineWaitsForNoStoreThatIsKnownToBeLost() {
        SessionToken confirmed = confirmed();
        clock.advance(Duration.ofSeconds(15));
        store.lose();
        SessionToken offline = renewed(use(confirmed, Use.PLAY));
        store.forgetCalls();
        clock.advance(Duration.ofMillis(14_999));
        assertThat(use(offline, Use.PLAY)).isEqualTo(new SessionDecision.Valid(offline));
        assertThat(store.calls()).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(renewed(use(offline, Use.PLAY)).offline()).isTrue();
    }

    @Test
    void whomTheStoreForgotIsStale() {
        SessionToken confirmed = confirmed();
        store.flush("demo");
        clock.advance(Duration.ofSeconds(15));
        assertThat(use(confirmed, Use.PLAY)).isEqualTo(new SessionDecision.Stale());
    }

    @Test
    void whoseSlotIsGoneMayReturnForFiveMinutesWithTheSameTicketHoweverOften() {
        SessionToken confirmed = confirmed();
        store.flush("demo");
        clock.advance(Duration.ofSeconds(299));
        assertThat(sessions.returner(live, confirmed)).isPresent();
        Ticket ticket = sessions.returner(live, confirmed).orElseThrow();
        assertThat(ticket.isReturner()).isTrue();
        assertThat(sessions.returner(live, confirmed)).contains(ticket);
        Sessions another = new Sessions(new Sessions.Store(store, clock, store), clock, 1_000, Schedulers.immediate());
        assertThat(another.returner(live, confirmed)).contains(ticket);
        assertThat(sessions.returner(live, born)).contains(ticket);
        assertThat(another.returner(live, born)).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(sessions.returner(live, confirmed)).isEmpty();
    }

    @Test
    void whoLeftMayNotReturn() {
        SessionToken confirmed = confirmed();
        sessions.leave(live, confirmed).block();
        assertThat(sessions.returner(live, confirmed)).isEmpty();
    }

    @Test
    void aMovedSessionKeepsItsNumberAndAnyOfItsTokensHoldsTheNewSlot() {
        SessionToken confirmed = confirmed();
        clock.advance(Duration.ofSeconds(15));
        store.move("demo");
        SessionToken moved = renewed(use(confirmed, Use.PLAY));
        assertThat(moved.slot()).isNotEqualTo(confirmed.slot());
        assertThat(moved.slot().number()).isEqualTo(confirmed.slot().number());
        assertThat(store.calls()).containsExactly("renew RENEW");
        // the URL of a player keeps the old token: this gateway knows better, and asks for the new slot
        assertThat(renewed(use(confirmed, Use.PLAY)).slot()).isEqualTo(moved.slot());
        assertThat(store.calls()).containsExactly("renew RENEW");
        sessions.leave(live, confirmed).block();
        assertThat(store.used("demo")).isZero();
    }

    @Test
    void aRenewalTellsWhenTheSessionWasLastAcceptedAndWhetherWithoutTheStore() {
        SessionToken confirmed = confirmed();
        long accepted = clock.nowMicros();
        clock.advance(Duration.ofSeconds(20));
        store.lose();
        long offline = clock.nowMicros();
        SessionToken served = renewed(use(confirmed, Use.PLAY));
        clock.advance(Duration.ofSeconds(5));
        store.comeBack();
        use(served, Use.PLAY);
        assertThat(store.acceptances()).endsWith(new Acceptance(accepted, false), new Acceptance(offline, true));
    }

    @Test
    void whoIsInGoesOnThoughTheStoreIsLostSoonAfterItsClockWasSetBack() {
        SessionToken confirmed = confirmed();
        long accepted = clock.nowMicros();
        clock.advance(Duration.ofSeconds(10));
        clock.setAhead(Duration.ofHours(-1));
        clock.advance(Duration.ofSeconds(6));
        store.lose();
        assertThat(use(confirmed, Use.PLAY)).isInstanceOf(SessionDecision.Renewed.class);
        assertThat(store.acceptances()).as("as it was noted").endsWith(new Acceptance(accepted, false));
    }

    @Test
    void whoLeftIsStaleAtOnceHoweverFreshTheToken() {
        SessionToken confirmed = confirmed();
        sessions.leave(live, confirmed).block();
        assertThat(store.used("demo")).isZero();
        assertThat(use(confirmed, Use.PLAY)).isEqualTo(new SessionDecision.Stale());
        assertThat(use(born, Use.PLAY)).isEqualTo(new SessionDecision.Stale());
        assertThat(store.calls()).containsExactly("release");
    }

    @Test
    void aClosingPageShortensTheLeaseAndTheNextRequestMakesItWholeAgain() {
        SessionToken confirmed = confirmed();
        SessionToken closing = requireNonNull(sessions.close(live, confirmed).block());
        assertThat(store.left("demo")).isEqualTo(Duration.ofSeconds(20));
        clock.advance(Duration.ofSeconds(2));

        // through this gateway with any token, through another with the one that the page was given
        Sessions another = new Sessions(new Sessions.Store(store, clock, store), clock, 1_000, Schedulers.immediate());
        assertThat(another.use(live, closing, Use.LOOK).block()).isInstanceOf(SessionDecision.Renewed.class);
        assertThat(store.left("demo")).isEqualTo(Duration.ofSeconds(45));
        clock.advance(Duration.ofSeconds(2));
        assertThat(use(confirmed, Use.LOOK)).isInstanceOf(SessionDecision.Renewed.class);
        assertThat(store.left("demo")).isEqualTo(Duration.ofSeconds(45));
    }

    @Test
    void aTokenFromBeforeAClockThatWasSetBackIsRenewed() {
        SessionToken ahead =
                new SessionToken(confirmed().slot(), clock.nowMicros() + 60_000_000, true, false, Long.MAX_VALUE);
        Sessions another = new Sessions(new Sessions.Store(store, clock, store), clock, 1_000, Schedulers.immediate());
        another.use(live, ahead, Use.PLAY).block();
        assertThat(store.calls()).contains("renew RENEW");
    }

    private SessionToken enter() {
        AdmitDecision.Granted granted =
                (AdmitDecision.Granted) store.admit(live).toCompletableFuture().join();
        return sessions.begin(granted.slot(), granted.acceptedAtMicros());
    }

    private SessionToken confirmed() {
        SessionToken confirmed = renewed(use(born, Use.PLAY));
        store.forgetCalls();
        return confirmed;
    }

    private SessionDecision use(SessionToken token, Use use) {
        return requireNonNull(sessions.use(live, token, use).block());
    }

    private static SessionToken renewed(SessionDecision decision) {
        return ((SessionDecision.Renewed) decision).token();
    }
}
