package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Gate;
import dev.sluice.redis.RedisServer;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When a token was last accepted, and when the state that knew its slot was lost: at moments of Redis' clock to the microsecond. */
final class AcceptanceIT {

    private static final long SECOND = 1_000_000;
    private static final long LOSS = 1_800_000_000L * SECOND;
    private static final int LEASE = 45;
    private static final int STALE = 0;
    private static final int RENEWED = 1;

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private Scripts scripts;

    @BeforeEach
    void open() {
        scripts = new Scripts(REDIS.uri());
        scripts.clear();
    }

    @AfterEach
    void close() {
        scripts.close();
    }

    @Test
    void whoWasAcceptedWithinALeaseBeforeTheLossGetsTheSlotBackAndNobodyElse() {
        assertThat(renewed(LOSS - (LEASE + 2) * SECOND - 1, LOSS + SECOND)).isEqualTo(STALE);
        assertThat(renewed(LOSS - (LEASE + 2) * SECOND, LOSS + SECOND)).isEqualTo(RENEWED);
    }

    /** No lease runs while the store is lost: who was served then may have been so at its beginning. */
    @Test
    void whoWasServedWithoutTheStoreGetsTheSlotBackHoweverLongItWasAway() {
        assertThat(renewed(LOSS + 2 * LEASE * SECOND, LOSS + 9 * LEASE * SECOND))
                .isEqualTo(RENEWED);
    }

    /** What a new incarnation answers to a token of the one before, which was lost at {@link #LOSS}. */
    private int renewed(long accepted, long now) {
        long before = LOSS / SECOND - 100;
        Reference.Call call = new Reference.Call(
                now,
                new Reference.Words(before, 0, (before + 1) * Reference.CHUNK, LOSS, 0, before),
                new Reference.Rules(1, Gate.AUTO, 8, LEASE, 20, 0, 1, 2 * SECOND, 20));
        long number = before * Reference.CHUNK + 5;
        ByteBuffer entry = ByteBuffer.allocate(23)
                .putInt(0)
                .putShort((short) 7)
                .putLong(number)
                .putLong(accepted)
                .put((byte) 4);
        List<Long> chunks = List.of(before, (number + Reference.RETURN) / Reference.CHUNK);
        byte[] tag = {7, 7};
        return Wire.codes(scripts.call(StreamScripts.RENEW, call, now + SECOND, chunks, List.of(entry.array(), tag)))
                .get(0);
    }
}
