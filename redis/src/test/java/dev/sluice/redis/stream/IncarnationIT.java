package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.RedisServer;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What tells that state was lost is changed in the stream's record; the rest of it is as it was. */
final class IncarnationIT {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private Room room;
    private Policy policy;

    @BeforeEach
    void open(TestInfo test) {
        room = new Room(REDIS.uri());
        policy = Policy.of(Integer.toHexString(test.getDisplayName().hashCode()));
    }

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void stateThatIsOlderThanACallerKnowsIsNotBelieved() {
        Slot slot = room.enter(policy, 1).get(0);
        room.renew(policy, slot, Renewal.CONFIRM);
        long incarnation = room.head(policy).incarnation();
        change("inc", -10);

        assertThat(room.admit(policy, 1).get(0)).isInstanceOf(AdmitDecision.Queued.class);
        assertThat(room.head(policy).incarnation()).isGreaterThan(incarnation);
        assertThat(room.renew(policy, slot, Renewal.RENEW)).isInstanceOf(RenewDecision.Renewed.class);
    }

    @Test
    void aRecoveryLastsALeaseOrTwoPresenceWindowsIfThatIsLonger() {
        // a presence window is two seconds here
        Policy longer = policy.leases(Duration.ofSeconds(9), Duration.ofSeconds(4));
        Policy shorter = Policy.of(policy.id() + "-2").leases(Duration.ofSeconds(2), Duration.ofSeconds(1));
        loseState(longer);
        loseState(shorter);

        assertThat(room.head(longer).recoveryMillis()).isBetween(8_000L, 9_000L);
        assertThat(room.head(shorter).recoveryMillis()).isBetween(3_000L, 4_000L);
    }

    @Test
    void nobodyIsReapedBeforeTheRecoveryIsOverThoughTheLeaseRanOut() {
        policy = policy.leases(Duration.ofSeconds(1), Duration.ofSeconds(1));
        Slot slot = room.enter(policy, 1).get(0);
        room.renew(policy, slot, Renewal.CONFIRM);
        Await.seconds(4, () -> room.promote(policy));
        change("run", 1);

        assertThat(room.reap(policy)).isZero();
        assertThat(room.head(policy).isRecovering()).isTrue();
        assertThat(room.renew(policy, slot, Renewal.RENEW)).isInstanceOf(RenewDecision.Renewed.class);
    }

    private void loseState(Policy of) {
        room.enter(of, 1);
        REDIS.delete("sluice:1:{" + of.id() + "}:state");
        room.reap(of);
    }

    private void change(String field, int by) {
        REDIS.command("HINCRBY sluice:1:{" + policy.id() + "}:state " + field + " " + by);
    }
}
