package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Gate;
import dev.sluice.redis.RedisServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A call with its deadline, {@code notAfter}, at a moment of Redis' clock to the microsecond. */
final class DeadlineIT {

    private static final long NOW = 1_800_000_000_000_000L;
    private static final long FIVE_SECONDS = 5_000_000;

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
    void whatRunsAfterItsDeadlineDoesNothing() {
        assertThat(admit(NOW - 1)).isEqualTo("LATE");
        assertThat(scripts.held()).isEmpty();

        assertThat(admit(NOW)).isEqualTo("OK");
        assertThat(scripts.held()).hasSize(1);
    }

    /** No deadline is so long: Redis' clock was set back since it was reckoned, and the call may be as late as it was set back. */
    @Test
    void whatCouldRunForMoreThanFiveSecondsDoesNothingEither() {
        assertThat(admit(NOW + FIVE_SECONDS + 1)).isEqualTo("LATE");
        assertThat(scripts.held()).isEmpty();

        assertThat(admit(NOW + FIVE_SECONDS)).isEqualTo("OK");
        assertThat(scripts.held()).hasSize(1);
    }

    /** One newcomer, into a stream that nobody was in before. */
    private String admit(long notAfter) {
        Reference.Call call = new Reference.Call(
                NOW,
                new Reference.Words(0, 0, 0, 0, 0, 0),
                new Reference.Rules(1, Gate.AUTO, 8, 45, 20, 0, 1, 2_000_000, 20));
        long chunk = NOW / 1_000_000;
        byte[] tag = {7, 7};
        return Wire.status(
                scripts.call(StreamScripts.ADMIT, call, notAfter, List.of(chunk), List.of(Wire.number(1), tag)));
    }
}
