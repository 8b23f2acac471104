package dev.sluice.it.torture;

import static dev.sluice.it.torture.Deed.FLUSH;
import static dev.sluice.it.torture.Deed.SET_LEASE;
import static dev.sluice.it.torture.Deed.SHIFT_TIME;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.it.process.GuardedJvm;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A lease that is longer than clocks may be apart, as most are on the night. */
final class LongLeaseIT {

    private static final Setting SETTING = Setting.SHORT;
    private static final List<Family> FAMILIES = List.of(Family.CLOCK_BACK);

    private static Theatre theatre;

    @BeforeAll
    static void open() {
        theatre = Theatre.open(SETTING, Evening.streams(FAMILIES), GuardedJvm.SMALL);
    }

    @AfterAll
    static void close() {
        try (Theatre open = theatre) {
            new Evening(open).everySlotIsFree(FAMILIES);
        }
    }

    /**
     * What listeners show was accepted so long ago by then that only what is remembered of the jump tells when. It goes on until
     * the last of the long leases is over.
     */
    @Test
    void nobodyIsCutWhenTheClockOfRedisJumpsBackAndItIsEmptied() {
        assumeThat(theatre.cluster().timeShift())
                .as("Redis' clock can be moved: Linux, gcc and redis-server are there")
                .isPresent();
        new Evening(theatre)
                .perform(
                        Family.CLOCK_BACK,
                        List.of(
                                Step.by(30_000, 0, SET_LEASE, 0),
                                Step.by(Duration.ofHours(-1).toMillis(), 17_000, SHIFT_TIME, 0),
                                Step.of(18_000, FLUSH, 0),
                                Step.by(0, 24_000, SHIFT_TIME, 0),
                                // not before policies are written again
                                Step.by(SETTING.lease().toMillis(), 32_000, SET_LEASE, 0)),
                        Duration.ofSeconds(20))
                .isWell();
    }
}
