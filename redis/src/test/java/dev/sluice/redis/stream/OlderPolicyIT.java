package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Gate;
import dev.sluice.redis.RedisServer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Of the policies that callers bring, the one of the highest revision is in force, in all that it says. */
final class OlderPolicyIT {

    private static final Reference.Rules OLDER =
            new Reference.Rules(7, Gate.AUTO, 8, 45, 20, 0, 5, 4 * Play.SECOND, 20);

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    @AutoClose
    private final Play play = new Play(REDIS.uri());

    @Test
    void aGatewayWithAnOlderPolicyShortensNoLease() {
        take(new Reference.Rules(8, Gate.AUTO, 8, 90, 40, 0, 5, 4 * Play.SECOND, 20));
        Play.Session unconfirmed = play.admit(1).in().get(0);
        Play.Session session = play.admit(1).in().get(0);
        assertThat(play.renew(session, Reference.Token.CONFIRM)).isEqualTo(Play.RENEWED);

        play.pass(39);
        assertThat(play.reap()).isZero();
        assertThat(play.renew(unconfirmed, Reference.Token.CONFIRM)).isEqualTo(Play.RENEWED);
        play.pass(50);
        assertThat(play.reap()).isZero();
        assertThat(play.head().leaseSeconds()).isEqualTo(90);
    }

    @Test
    void aGatewayWithAnOlderPolicyOpensNoGate() {
        take(new Reference.Rules(8, Gate.HOLD, 8, 45, 20, 0, 5, 4 * Play.SECOND, 20));

        assertThat(play.admit(1).tickets()).hasSize(1);
        assertThat(play.head().gate()).isEqualTo(Gate.HOLD);
    }

    @Test
    void aGatewayWithAnOlderPolicyLetsInNoFasterThanTheArrivalRate() {
        take(new Reference.Rules(8, Gate.AUTO, 8, 45, 20, Play.SECOND, 2, 4 * Play.SECOND, 20));

        assertThat(play.admit(5).in()).hasSize(2);
    }

    @Test
    void aHigherNumberOfAnEarlierEpochIsOlder() {
        take(new Reference.Rules(8, Gate.HOLD, 8, 45, 20, 0, 5, 4 * Play.SECOND, 20));
        play.field("epoch", 2);
        play.take(new Reference.Rules(99, Gate.AUTO, 8, 45, 20, 0, 5, 4 * Play.SECOND, 20));

        play.tick();

        assertThat(play.head().gate()).isEqualTo(Gate.HOLD);
        assertThat(play.head().number()).isEqualTo(8);
    }

    /** Somebody has called with these rules, and whoever calls from now on has the older ones. */
    private void take(Reference.Rules newest) {
        play.take(newest);
        play.tick();
        play.take(OLDER);
    }
}
