package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Gate;
import dev.sluice.redis.store.StoreClock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KnownTest {

    /** A clock that was set back by a thousand microseconds since all that is known was heard. */
    private static final StoreClock SET_BACK = new StoreClock() {
        @Override
        public long nowMicros() {
            return 0;
        }

        @Override
        public long rebased(long micros) {
            return micros - 1_000;
        }
    };

    @Test
    void aGatewayThatKnowsNothingSaysSo() {
        assertThat(said(Known.NOTHING, 0)).isEqualTo("0 0 0 0 0 0 0 0 0");
    }

    @Test
    void whenTheNewestAnswerCameIsSaidByTheClockAsItGoesNow() {
        Known known = Known.NOTHING.with(answer(50_000, 7, 3, 9));

        assertThat(said(known, 5)).isEqualTo("7 3 9 49000 0 5 0 0 0");
    }

    @Test
    void ofANewIncarnationWhenTheOneBeforeWasLastHeardOfIsKept() {
        Known known = Known.NOTHING
                .with(answer(50_000, 7, 3, 9))
                .with(answer(60_000, 8, 2, 11))
                .with(answer(70_000, 8, 4, 12));

        assertThat(said(known, 0)).isEqualTo("8 4 12 69000 49000 0 0 0 0");
    }

    @Test
    void anAnswerOfAnEarlierIncarnationThatComesLateTellsNothing() {
        Known known = Known.NOTHING.with(answer(60_000, 8, 2, 11));

        assertThat(known.with(answer(70_000, 7, 9, 20))).isEqualTo(known);
    }

    private static String said(Known known, long brought) {
        return new String(known.argument(brought, known.above(), SET_BACK), StandardCharsets.US_ASCII);
    }

    private static Head answer(long time, long incarnation, long serving, long tail) {
        return new Head(
                time,
                incarnation,
                time,
                0,
                8,
                45,
                Gate.AUTO,
                0,
                serving,
                tail,
                0,
                0,
                0,
                1,
                1,
                0,
                0,
                0,
                0,
                List.of(),
                0);
    }
}
