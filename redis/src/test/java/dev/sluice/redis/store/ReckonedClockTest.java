package dev.sluice.redis.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.time.Ticker;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ReckonedClockTest {

    private static final Instant WALL = Instant.ofEpochSecond(1_000_000);

    private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
    private final ReckonedClock clock = new ReckonedClock(new Ticker() {
        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public Instant now() {
            return WALL;
        }
    });

    @Test
    void beforeTheStoreEverAnsweredItIsTheMachinesClock() {
        assertThat(clock.nowMicros()).isEqualTo(1_000_000_000_000L);
    }

    @Test
    void itCarriesOnTheStoresTimeByTheMonotonicClock() {
        clock.heard(42_000_000);
        nanos.addAndGet(3_000_000);

        assertThat(clock.nowMicros()).isEqualTo(42_003_000);
    }

    @Test
    void aSlowReplyDoesNotSetItBack() {
        clock.heard(42_000_000);
        nanos.addAndGet(100_000_000);
        // read 40 ms ago by the store
        clock.heard(42_060_000);

        assertThat(clock.nowMicros()).isEqualTo(42_100_000);
    }

    @Test
    void aStoreWhoseClockWasSetBackIsBelievedAtOnce() {
        clock.heard(42_000_000);
        clock.heard(30_000_000);

        assertThat(clock.nowMicros()).isEqualTo(30_000_000);
    }

    @Test
    void aStoreWhoseClockWasSetAheadIsBelievedAtOnce() {
        clock.heard(42_000_000);
        clock.heard(99_000_000);

        assertThat(clock.nowMicros()).isEqualTo(99_000_000);
    }

    @Test
    void aLeadOfElevenSecondsAgoNoLongerHolds() {
        clock.heard(42_000_000);
        nanos.addAndGet(11_000_000_000L);
        // drifted by half a second
        clock.heard(52_500_000);

        assertThat(clock.nowMicros()).isEqualTo(52_500_000);
    }
}
