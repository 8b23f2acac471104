package dev.sluice.redis.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.HandTicker;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class ReckonedClockTest {

    private static final Instant WALL = Instant.ofEpochSecond(1_000_000);

    private final HandTicker ticker = new HandTicker(WALL);
    private final ReckonedClock clock = new ReckonedClock(ticker);

    /** Answered at once. */
    private void heard(long storeMicros) {
        clock.heard(storeMicros, ticker.nanos());
    }

    @Test
    void beforeTheStoreEverAnsweredItIsTheMachinesClock() {
        assertThat(clock.nowMicros()).isEqualTo(1_000_000_000_000L);
    }

    @Test
    void itCarriesOnTheStoresTimeByTheMonotonicClock() {
        heard(42_000_000);
        ticker.advance(Duration.ofMillis(3));

        assertThat(clock.nowMicros()).isEqualTo(42_003_000);
    }

    @Test
    void aSlowReplyDoesNotSetItBack() {
        heard(42_000_000);
        ticker.advance(Duration.ofMillis(100));
        // read 40 ms ago by the store
        heard(42_060_000);

        assertThat(clock.nowMicros()).isEqualTo(42_100_000);
    }

    @Test
    void aStoreWhoseClockWasSetBackIsBelievedAtOnce() {
        heard(42_000_000);
        heard(30_000_000);

        assertThat(clock.nowMicros()).isEqualTo(30_000_000);
    }

    @Test
    void aStoreWhoseClockWasSetAheadIsBelievedAtOnce() {
        heard(42_000_000);
        heard(99_000_000);

        assertThat(clock.nowMicros()).isEqualTo(99_000_000);
    }

    @Test
    void aLeadOfElevenSecondsAgoNoLongerHolds() {
        heard(42_000_000);
        ticker.advance(Duration.ofSeconds(11));
        // drifted by half a second
        heard(52_500_000);

        assertThat(clock.nowMicros()).isEqualTo(52_500_000);
    }

    @Nested
    final class OfMomentsNotedBefore {

        @Test
        void theirAgeDoesNotChangeWhenTheClockIsSetAhead() {
            heard(42_000_000);
            passSeconds(10);
            heard(3_652_000_000L);
            passSeconds(5);

            assertThat(clock.nowMicros() - clock.rebased(45_000_000)).isEqualTo(12_000_000);
            assertThat(clock.rebased(3_653_000_000L)).isEqualTo(3_653_000_000L);
        }

        @Test
        void theirAgeDoesNotChangeWhenTheClockIsSetBack() {
            heard(7_200_000_000L);
            passSeconds(10);
            heard(3_600_000_000L);
            passSeconds(5);

            assertThat(clock.nowMicros() - clock.rebased(7_203_000_000L)).isEqualTo(12_000_000);
            assertThat(clock.rebased(3_602_000_000L)).isEqualTo(3_602_000_000L);
        }

        @Test
        void anotherNodeMayReckonALittleFasterAfterwards() {
            heard(7_200_000_000L);
            heard(3_600_000_000L);

            assertThat(clock.rebased(3_600_200_000L)).isEqualTo(3_600_200_000L);
        }

        @Test
        void severalLeapsAddUp() {
            heard(1_000_000_000);
            passSeconds(10);
            heard(5_000_000_000L);
            passSeconds(10);
            heard(2_000_000_000);
            passSeconds(10);

            assertThat(clock.nowMicros() - clock.rebased(1_005_000_000)).isEqualTo(25_000_000);
            assertThat(clock.nowMicros() - clock.rebased(5_005_000_000L)).isEqualTo(15_000_000);
            assertThat(clock.nowMicros() - clock.rebased(2_005_000_000)).isEqualTo(5_000_000);
        }

        @Test
        void aReplyThatWasVeryLateIsNoLeap() {
            heard(42_000_000);
            long asked = ticker.nanos() + 400_000_000;
            passSeconds(30);
            clock.heard(42_500_000, asked);
            assertThat(clock.nowMicros()).isEqualTo(72_000_000);
            heard(72_000_000);

            assertThat(clock.rebased(41_000_000)).isEqualTo(41_000_000);
            assertThat(clock.rebased(43_000_000)).isEqualTo(43_000_000);
        }

        @Test
        void theFirstReplyIsNoLeap() {
            heard(42_000_000);

            assertThat(clock.rebased(41_000_000)).isEqualTo(41_000_000);
        }

        private void passSeconds(long seconds) {
            ticker.advance(Duration.ofSeconds(seconds));
        }
    }
}
