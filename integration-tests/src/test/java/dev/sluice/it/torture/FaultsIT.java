package dev.sluice.it.torture;

import static dev.sluice.it.torture.Deed.CUT_OFF;
import static dev.sluice.it.torture.Deed.DELAY_ANSWERS;
import static dev.sluice.it.torture.Deed.FAIL_OVER;
import static dev.sluice.it.torture.Deed.FLUSH;
import static dev.sluice.it.torture.Deed.FOLLOW;
import static dev.sluice.it.torture.Deed.HOLD;
import static dev.sluice.it.torture.Deed.KILL_GATEWAY;
import static dev.sluice.it.torture.Deed.LOSE_ANSWERS;
import static dev.sluice.it.torture.Deed.PAUSE_GATEWAY;
import static dev.sluice.it.torture.Deed.PAUSE_STORE;
import static dev.sluice.it.torture.Deed.RESTART_STORE;
import static dev.sluice.it.torture.Deed.RESTORE_SNAPSHOT;
import static dev.sluice.it.torture.Deed.SET_CAPACITY;
import static dev.sluice.it.torture.Deed.SET_LEASE;
import static dev.sluice.it.torture.Deed.SHIFT_TIME;
import static dev.sluice.it.torture.Deed.SLOW_QUESTIONS;
import static dev.sluice.it.torture.Deed.TAKE_SNAPSHOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.it.observer.Event;
import dev.sluice.it.process.GuardedJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every kind of fault under three gateways and a real Redis, each with streams of its own: nobody who stays is cut, the
 * observer finds nothing, and in the end every slot is free again.
 *
 * <p>What disturbs only its own streams is played first, some of it at once. After a loss of the store the observer excuses much
 * for two leases: whether slots are free by then is seen in the end, of all streams together.
 */
final class FaultsIT {

    private static final Setting SETTING = Setting.SHORT;
    private static final long FULL = Evening.FULL;
    private static final long LEASE = SETTING.lease().toMillis();

    /** More who wait than may be called at once, whatever is free. */
    private static final int ROOM = 12;

    /** Who come to a stream while a fault has just begun: some to each gateway, before it notices. */
    private static final int NEWCOMERS = 9;

    private static Theatre theatre;
    private static Map<Family, Evening.Seen> calm;

    @BeforeAll
    static void open() {
        theatre = Theatre.open(SETTING, Evening.streams(List.of(Family.values())), GuardedJvm.SMALL);
        calm = Calm.play(evening(), fullRoom());
    }

    @AfterAll
    static void close() {
        try (Theatre open = theatre) {
            new Evening(open).everySlotIsFree(List.of(Family.values()));
        }
    }

    @Test
    void withoutFaultsNothingHappens() {
        calm(Family.BASE).isWell();
    }

    /** Each for longer than a gateway takes to ask again; the last one for so long that somebody surely leaves meanwhile. */
    @Test
    void answersThatAreLostAfterAScriptRanLoseNobodyAPlace() {
        List<String> scripts = List.of("admit", "claim", "renew", "promote", "presence", "reap", "view", "release");
        play(
                Family.LOST_ANSWERS,
                IntStream.range(0, scripts.size())
                        .mapToObj(i -> new Step(
                                800 + i * 1_500L,
                                LOSE_ANSWERS,
                                scripts.get(i),
                                100,
                                i == scripts.size() - 1 ? 8_000 : 1_400))
                        .toList());
        assertThat(theatre.hands().answersLost()).containsAll(scripts);
    }

    /** Slots are given to newcomers, and nobody hears of it in time. */
    @Test
    void slotsThatLateAnswersCarryAreGivenBack() {
        evening().allSlotsAreFree(Family.LATE_ANSWERS, List.of(Step.by(1_500, 0, DELAY_ANSWERS, 1_000)), NEWCOMERS);
    }

    @Test
    void answersThatComeTooLateCutNobodyAndLoseNoPlace() {
        play(Family.LATE_ANSWERS, List.of(Step.by(1_500, FULL, DELAY_ANSWERS, 3_000)));
    }

    /** Redis stands still, is asked, and the connections break before it goes on: it runs what nobody hears of any more. */
    @Test
    void whatRunsAfterItsDeadlineDoesNothing() {
        evening()
                .allSlotsAreFree(
                        Family.LATE_EXECUTION,
                        List.of(
                                Step.of(0, PAUSE_STORE, 2_000),
                                Step.to("g1", 1_000, CUT_OFF, 1_200),
                                Step.to("g2", 1_000, CUT_OFF, 1_200),
                                Step.to("g3", 1_000, CUT_OFF, 1_200)),
                        NEWCOMERS);
    }

    @Test
    void listenersOfAKilledGatewayGoOnThroughTheOthers() {
        Evening evening = fullRoom();
        List<Step> steps = List.of(Step.to("g1", FULL, KILL_GATEWAY, 2_000));
        evening.perform(
                        Family.GATEWAY_CRASH,
                        steps,
                        SETTING.untilSlotsAreMissed().minus(SETTING.lease()))
                .isWell();
    }

    @Test
    void aGatewayThatStoodStillForALeaseDoesNoHarmWithWhatItBelieved() {
        play(Family.GATEWAY_PAUSE, List.of(Step.to("g2", FULL, PAUSE_GATEWAY, LEASE + 1_000)));
    }

    /** For long enough, too, that it is not heard of any more when the operator holds the stream. */
    @Test
    void listenersOfAGatewayThatIsCutOffFromRedisForALeaseAreMovedAndNotCutAndTheOperatorHearsThatItIsSilent() {
        Evening.Seen seen = evening()
                .perform(
                        Family.PARTITION,
                        List.of(Step.to("g3", FULL, CUT_OFF, LEASE + 3_000), Step.of(FULL + 6_200, HOLD, 400)),
                        Duration.ZERO);
        seen.isWell();
        assertThat(seen.events(Event.Changed.class))
                .hasSize(4)
                .allMatch(one -> one.silent().equals(Set.of("g3")));
    }

    @Test
    void slotsOfThoseWhoLeaveAtAGatewayThatIsCutOffFromRedisAreFreeOnceItIsBack() {
        evening().slotsOfThoseWhoLeaveAreFree(Family.PARTITION, "g3");
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
    void listenersGoOnThoughWhatPiledUpReachesRedisPieceByPiece() {
        play(
                Family.BACKLOG,
                List.of(
                        Step.of(FULL, PAUSE_STORE, LEASE + 1_000),
                        Step.by(20, FULL, SLOW_QUESTIONS, 2 * LEASE + 1_000)));
    }

    @Test
    void nobodyIsCutWhenRedisIsRestartedWithAllItKnew() {
        play(Family.STORE_RESTART, List.of(Step.of(FULL, RESTART_STORE, 1_000)));
    }

    @Test
    void nobodyIsCutAndNoPlaceIsLostWhenRedisIsEmptied() {
        play(Family.FLUSH, List.of(Step.of(FULL, FLUSH, 0)));
    }

    /** What no process remembers is on the gateways' disks. With a longer lease, for gateways take seconds to start. */
    @Test
    void whoWasCalledIsNotToldToWaitWhenRedisIsEmptiedAndAllGatewaysAreRestarted() {
        List<Step> steps = new ArrayList<>(Family.flushAndCrash(2 * FULL));
        steps.add(Step.by(2 * LEASE, 0, SET_LEASE, 0));
        steps.add(Step.by(LEASE, 2 * FULL + 24_000, SET_LEASE, 0));
        Evening.Seen seen = fullRoom().perform(Family.FLUSH_AND_CRASH, steps, Duration.ZERO);
        assertThat(seen.histories().stream().flatMap(Evening::toldAfterTheyWereCalled))
                .isNotEmpty()
                .doesNotContain(Event.Turn.WAITING);
        seen.isWell();
    }

    @Test
    void faultsThatMeetCutNobodyEither() {
        play(
                Family.MIX,
                List.of(
                        Step.to("g1", FULL, CUT_OFF, LEASE),
                        Step.by(3, FULL + 500, SET_CAPACITY, 0),
                        Step.of(FULL + LEASE / 2, FLUSH, 0),
                        Step.to("g2", FULL + LEASE / 2 + 500, KILL_GATEWAY, 500),
                        Step.by(5, FULL + LEASE + 1_000, SET_CAPACITY, 0)));
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
        Evening.Seen seen = evening()
                .perform(Family.REPLAYS_AND_FLUSH, List.of(Step.of(FULL + LEASE, FLUSH, 0)), Duration.ofMillis(LEASE));
        seen.isWell();
        long emptied = seen.events(Event.StoreForgot.class).get(0).at();
        assertThat(seen.events(Event.Tried.class).stream()
                        .filter(one -> one.span().sent() > emptied))
                .hasSizeGreaterThan(10);
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
        calm(Family.CAPACITY).isWell();
    }

    @Test
    void aHeldStreamLetsNobodyInWhereItIsSaidToBeHeld() {
        Evening.Seen seen = calm(Family.HOLD);
        assertThat(seen.events(Event.Changed.class))
                .hasSize(4)
                .allMatch(one -> one.applied().size() == 3);
        assertThat(seen.events(Event.Shown.class)).extracting(Event.Shown::gate).contains("hold", "auto");
        seen.isWell();
    }

    @Test
    void aLowerLeaseCutsNobodyWhoWasPromisedALongerOne() {
        calm(Family.LEASE).isWell();
    }

    @Test
    void whoAsksSeldomKeepsTheTurn() {
        calm(Family.FAR_POLLS).isWell();
    }

    @Test
    void whatWasGoodOnceOpensNothing() {
        List<Event.Tried> tried = calm(Family.REPLAYS).events(Event.Tried.class);
        assertThat(tried).hasSizeGreaterThan(10);
        assertThat(tried).anyMatch(one -> one.kind().startsWith("the session of"));
        assertThat(tried).anyMatch(one -> one.kind().startsWith("the ticket of"));
        calm(Family.REPLAYS).isWell();
    }

    @Test
    void aTokenOfAnEarlierHolderDoesNotOpenTheSlotOfWhoHasItNow() {
        Evening.Seen seen = calm(Family.TAGS);
        assertThat(seen.events(Event.Tried.class))
                .hasSizeGreaterThan(10)
                .allMatch(one -> one.kind().contains("whose slot"));
        seen.isWell();
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

    private static Evening.Seen calm(Family family) {
        return Objects.requireNonNull(calm.get(family));
    }

    private static Evening evening() {
        return new Evening(theatre);
    }

    private static Evening fullRoom() {
        return new Evening(theatre, performance -> performance.join(ROOM, Duration.ofSeconds(2)));
    }
}
