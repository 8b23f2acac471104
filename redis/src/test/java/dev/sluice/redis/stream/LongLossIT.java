package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.RedisServer;
import dev.sluice.redis.admission.Acceptance;
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

/** Redis does not answer for two leases of four seconds, and somebody leaves at the beginning of it. */
final class LongLossIT {

    private static final int SECONDS = 9;
    private static final Duration SOON = Duration.ofSeconds(10);

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private Room room;
    private Room other;
    private Policy policy;
    private Slot slot = Slot.nowhere(0, 0);
    private Acceptance last = new Acceptance(0, false);

    @BeforeEach
    void enter(TestInfo test) {
        room = new Room(REDIS.uri(), Duration.ofMillis(300));
        other = new Room(REDIS.uri(), Duration.ofMillis(300));
        policy = Policy.of(Integer.toHexString(test.getDisplayName().hashCode()))
                .leases(Duration.ofSeconds(4), Duration.ofSeconds(3));
        Await.until(SOON, () -> {
            if (slot.isNowhere() && room.admit(policy, 1).get(0) instanceof AdmitDecision.Granted granted) {
                slot = granted.slot();
            }
            return !slot.isNowhere()
                    && room.renew(policy, slot, Renewal.CONFIRM) instanceof RenewDecision.Renewed
                    && other.renew(policy, slot, Renewal.RENEW) instanceof RenewDecision.Renewed;
        });
    }

    @AfterEach
    void close() {
        REDIS.resume();
        room.close();
        other.close();
    }

    @Test
    void whoLeftHasLeftOnceRedisAnswersAgain() {
        leaveWithoutRedis();
        REDIS.resume();

        Await.until(SOON, () -> {
            room.streams.redeliver();
            return other.renew(policy, slot, Renewal.RENEW, last) instanceof RenewDecision.Stale;
        });
        assertThat(other.head(policy).used()).isZero();
    }

    @Test
    void whoLeftHasLeftAlsoWhereRedisComesBackWithNothing() {
        leaveWithoutRedis();
        REDIS.resume();
        REDIS.flush();

        // any answer tells the gateway that the state is lost, and it sends again who left
        Await.until(SOON, () -> {
            room.look(policy);
            return other.renew(policy, slot, Renewal.RENEW, last) instanceof RenewDecision.Stale;
        });
        assertThat(other.head(policy).used()).isZero();
    }

    private void leaveWithoutRedis() {
        REDIS.pause();
        // a gateway served the listener a moment after Redis fell silent
        last = new Acceptance(room.store.nowMicros() + 500_000, true);
        Await.seconds(1, () -> {});
        room.release(policy, slot);
        Await.seconds(SECONDS - 1, room.streams::redeliver);
    }
}
