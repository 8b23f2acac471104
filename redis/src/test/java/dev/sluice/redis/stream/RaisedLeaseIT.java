package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Gate;
import dev.sluice.redis.RedisServer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Gateways ask for a slot within a third of the lease of now, also for one that was promised a shorter lease. */
final class RaisedLeaseIT {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    @AutoClose
    private final Play play = new Play(REDIS.uri());

    private Play.Session session;

    /** Somebody has a slot for 45 s. */
    @BeforeEach
    void enter() {
        session = play.admit(1).in().get(0);
        assertThat(play.renew(session, Reference.Token.CONFIRM)).isEqualTo(Play.RENEWED);
    }

    @Test
    void whoWasPromisedTheShorterOneKeepsTheSlotAsIfItHadBeenTheLonger() {
        play.pass(10);
        lease(300);

        play.pass(288);
        assertThat(play.reap()).isZero();
        assertThat(play.renew(session, Reference.Token.RENEW)).isEqualTo(Play.RENEWED);
    }

    @Test
    void andNoLonger() {
        play.pass(10);
        lease(300);

        play.pass(293);
        assertThat(play.reap()).isEqualTo(1);
    }

    @Test
    void raisedTwiceItIsTheSumThatCounts() {
        lease(100);
        play.pass(20);
        lease(200);

        play.pass(178);
        assertThat(play.reap()).isZero();
        play.pass(5);
        assertThat(play.reap()).isEqualTo(1);
    }

    @Test
    void loweredAgainItIsWhatIsLeftThatCounts() {
        lease(300);
        lease(60);

        play.pass(58);
        assertThat(play.reap()).isZero();
        play.pass(5);
        assertThat(play.reap()).isEqualTo(1);
    }

    @Test
    void loweredBelowWhatWasPromisedNobodyIsGivenMore() {
        lease(300);
        lease(30);

        play.pass(43);
        assertThat(play.reap()).isZero();
        play.pass(5);
        assertThat(play.reap()).isEqualTo(1);
    }

    @Test
    void onceTheLongerOneIsOverNothingIsKeptForLonger() {
        lease(300);
        play.pass(302);
        Play.Session other = play.admit(1).in().get(0);

        assertThat(play.reap()).isEqualTo(1);
        play.pass(play.rules().firstLease() + 2);
        assertThat(play.reap()).isEqualTo(1);
        assertThat(play.renew(other, Reference.Token.RENEW)).isEqualTo(Play.STALE);
    }

    private void lease(int seconds) {
        Reference.Rules now = play.rules();
        play.take(new Reference.Rules(
                now.number() + 1, Gate.AUTO, 8, seconds, now.firstLease(), 0, 1, now.windowMicros(), now.share()));
        play.tick();
    }
}
