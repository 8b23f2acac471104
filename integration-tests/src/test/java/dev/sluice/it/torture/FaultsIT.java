package dev.sluice.it.torture;

import static dev.sluice.it.torture.Deed.CUT_OFF;
import static dev.sluice.it.torture.Deed.DELAY_ANSWERS;
import static dev.sluice.it.torture.Deed.DELAY_QUESTIONS;
import static dev.sluice.it.torture.Deed.FAIL_OVER;
import static dev.sluice.it.torture.Deed.FLUSH;
import static dev.sluice.it.torture.Deed.FOLLOW;
import static dev.sluice.it.torture.Deed.KILL_GATEWAY;
import static dev.sluice.it.torture.Deed.LOSE_ANSWERS;
import static dev.sluice.it.torture.Deed.PAUSE_GATEWAY;
import static dev.sluice.it.torture.Deed.PAUSE_STORE;
import static dev.sluice.it.torture.Deed.RESTART_STORE;
import static dev.sluice.it.torture.Deed.RESTORE_SNAPSHOT;
import static dev.sluice.it.torture.Deed.SET_CAPACITY;
import static dev.sluice.it.torture.Deed.SET_LEASE;
import static dev.sluice.it.torture.Deed.SET_LONGEST_POLL;
import static dev.sluice.it.torture.Deed.SHIFT_TIME;
import static dev.sluice.it.torture.Deed.TAKE_SNAPSHOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.it.observer.Event;
import dev.sluice.it.process.GuardedJvm;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every kind of fault under three gateways and a real Redis, each with streams of its own: nobody who stays is cut, the
 * observer finds nothing, and in the end every slot is free again.
 */
final class FaultsIT {

    private static final Setting SETTING = Setting.SHORT;
    private static final long FULL = Evening.FULL;
    private static final long LEASE = SETTING.lease().toMillis();

    private static Theatre theatre;

    @BeforeAll
    static void open() {
        theatre = Theatre.open(SETTING, Evening.streams(List.of(Family.values())), GuardedJvm.SMALL);
    }

    @AfterAll
    static void close() {
        try (Theatre open = theatre) {
            new Evening(open, performance -> {})
                    .everySlotIsFree(Arrays.stream(Family.values())
                            .filter(family -> family != Family.CAPACITY)
                            .toList());
        }
    }

    @Test
    void withoutFaultsNothingHappens() {
        play(Family.BASE, List.of());
    }

    @Test
    void answersThatAreLostAfterAScriptRanLoseNobodyAPlace() {
        List<String> scripts = List.of("admit", "claim", "renew", "release", "promote", "presence", "reap", "view");
        play(
                Family.LOST_ANSWERS,
                IntStream.range(0, scripts.size())
                        .mapToObj(i -> new Step(800 + i * 900L, LOSE_ANSWERS, scripts.get(i), 40, 800))
                        .toList());
    }

    @Test
    void slotsThatLateAnswersCarryAreGivenBack() {
        play(Family.LATE_ANSWERS, List.of(Step.by(500, 1_500, DELAY_ANSWERS, 3_000)));
    }

    @Test
    void whatRunsAfterItsDeadlineDoesNothing() {
        play(Family.LATE_EXECUTION, List.of(Step.by(500, 1_500, DELAY_QUESTIONS, 3_000)));
    }

    @Test
    void listenersOfAKilledGatewayGoOnThroughTheOthers() {
        play(Family.GATEWAY_CRASH, List.of(Step.to("g1", FULL, KILL_GATEWAY, 2_000)));
    }

    @Test
    void aGatewayThatStoodStillForALeaseDoesNoHarmWithWhatItBelieved() {
        play(Family.GATEWAY_PAUSE, List.of(Step.to("g2", FULL, PAUSE_GATEWAY, LEASE + 1_000)));
    }

    @Test
    void listenersOfAGatewayThatIsCutOffFromRedisForALeaseAreMovedAndNotCut() {
        play(Family.PARTITION, List.of(Step.to("g3", FULL, CUT_OFF, LEASE + 1_000)));
    }

    @Test
    void listenersGoOnWhileRedisStandsStillForAMoment() {
        play(Family.STORE_PAUSE, List.of(Step.of(FULL, PAUSE_STORE, LEASE / 2)));
    }

    @Test
    void listenersGoOnWhileRedisStandsStillForLongerThanALease() {
        play(Family.LONG_STORE_PAUSE, List.of(Step.of(FULL, PAUSE_STORE, LEASE + 2_000)));
    }

    @Test
    void nobodyIsCutWhenRedisIsRestartedWithAllItKnew() {
        play(Family.STORE_RESTART, List.of(Step.of(FULL, RESTART_STORE, 1_000)));
    }

    @Test
    void nobodyIsCutAndNoPlaceIsLostWhenRedisIsEmptied() {
        play(Family.FLUSH, List.of(Step.of(FULL, FLUSH, 0)));
    }

    @Test
    void nobodyIsCutWhenAReplicaThatLagsTakesOver() {
        play(Family.FAIL_OVER, List.of(Step.by(1_000, 0, FOLLOW, 0), Step.of(FULL, FAIL_OVER, 1_000)));
    }

    @Test
    void nobodyIsCutWhenRedisIsRestartedWithWhatItKnewAWhileAgo() {
        play(
                Family.OLD_SNAPSHOT,
                List.of(Step.of(500, TAKE_SNAPSHOT, 0), Step.of(FULL + 1_000, RESTORE_SNAPSHOT, 1_000)));
    }

    @Test
    void whatWasGoodOnceOpensNothingAfterRedisIsEmptiedEither() {
        List<Event.Tried> tried =
                play(Family.REPLAYS_AND_FLUSH, List.of(Step.of(FULL + LEASE, FLUSH, 0)), Event.Tried.class);
        assertThat(tried).hasSizeGreaterThan(10);
    }

    @Test
    void aClockOfRedisThatJumpsBackExpiresNobody() {
        shift(Family.CLOCK_BACK, Duration.ofHours(-1));
    }

    @Test
    void aClockOfRedisThatJumpsAheadExpiresNobody() {
        shift(Family.CLOCK_AHEAD, Duration.ofHours(1));
    }

    @Test
    void aLowerCapacityCutsNobodyAndLetsNobodyIn() {
        play(
                Family.CAPACITY,
                List.of(
                        Step.by(2, FULL, SET_CAPACITY, 0),
                        Step.by(7, FULL + 1_500, SET_CAPACITY, 0),
                        Step.by(3, FULL + 3_000, SET_CAPACITY, 0),
                        Step.by(5, FULL + 4_500, SET_CAPACITY, 0)));
    }

    /** It begins with a longer one: no lease is shorter than that of the others here. */
    @Test
    void aLowerLeaseCutsNobodyWhoWasPromisedALongerOne() {
        play(Family.LEASE, List.of(Step.by(3 * LEASE, 0, SET_LEASE, 0), Step.by(LEASE, FULL, SET_LEASE, 0)));
    }

    @Test
    void whoAsksSeldomKeepsTheTurn() {
        play(Family.FAR_POLLS, List.of(Step.by(2 * SETTING.pollMax().toMillis(), 0, SET_LONGEST_POLL, 0)));
    }

    @Test
    void whatWasGoodOnceOpensNothing() {
        List<Event.Tried> tried = play(Family.REPLAYS, List.of(), Event.Tried.class);
        assertThat(tried).hasSizeGreaterThan(10);
        assertThat(tried).extracting(Event.Tried::kind).anyMatch(kind -> kind.startsWith("the session of"));
        assertThat(tried).extracting(Event.Tried::kind).anyMatch(kind -> kind.startsWith("the ticket of"));
    }

    /** There and back again, which is a jump the other way. */
    private static void shift(Family family, Duration by) {
        assumeThat(theatre.cluster().timeShift())
                .as("Redis' clock can be moved: Linux, gcc and redis-server are there")
                .isPresent();
        play(family, List.of(Step.by(by.toMillis(), FULL, SHIFT_TIME, 0), Step.by(0, FULL + 3_000, SHIFT_TIME, 0)));
    }

    private static void play(Family family, List<Step> steps) {
        evening().play(family, steps);
    }

    private static <T extends Event> List<T> play(Family family, List<Step> steps, Class<T> shown) {
        return evening().play(family, steps).stream()
                .flatMap(history -> history.events().stream())
                .filter(shown::isInstance)
                .map(shown::cast)
                .toList();
    }

    private static Evening evening() {
        return new Evening(theatre, performance -> {});
    }
}
