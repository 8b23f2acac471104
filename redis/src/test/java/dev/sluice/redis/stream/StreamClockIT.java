package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.RedisServer;
import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Redis' clock is set by an hour between two calls: when the last one was is moved the other way, which is the same. */
final class StreamClockIT {

    private static final long HOUR = Duration.ofHours(1).toNanos() / 1_000;
    private static final long SECOND = 1_000_000;

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private Room room;
    private Policy policy;
    private Slot slot;

    @BeforeEach
    void enter(TestInfo test) {
        room = new Room(REDIS.uri());
        policy = Policy.of(Integer.toHexString(test.getDisplayName().hashCode()));
        slot = room.enter(policy, 1).get(0);
        room.renew(policy, slot, Renewal.CONFIRM);
    }

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void aClockThatIsSetAheadEndsNobodysLease() {
        long before = room.head(policy).clock();
        leap(HOUR);

        assertThat(room.reap(policy)).isZero();
        assertThat(room.head(policy).clock()).isBetween(before, before + SECOND);
        assertThat(room.renew(policy, slot, Renewal.RENEW)).isInstanceOf(RenewDecision.Renewed.class);
    }

    @Test
    void aClockThatIsSetBackDoesNotLeadTheStreamBack() {
        long before = room.head(policy).clock();
        leap(-HOUR);
        room.reap(policy);

        // the gateway keeps the newest numbers that it heard of: what is in the store is what counts
        assertThat(stored("clk")).isGreaterThanOrEqualTo(before);
        assertThat(room.renew(policy, slot, Renewal.RENEW)).isInstanceOf(RenewDecision.Renewed.class);
    }

    private void leap(long micros) {
        REDIS.command("HINCRBY " + state() + " last " + -micros);
    }

    /** A field of the stream's record. */
    private long stored(String field) {
        return Long.parseLong(
                REDIS.command("HINCRBY " + state() + " " + field + " 0").substring(1));
    }

    private String state() {
        return "sluice:1:{" + policy.id() + "}:state";
    }
}
