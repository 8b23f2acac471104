package dev.sluice.it.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.observer.Event;
import dev.sluice.it.observer.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Plays the steps of a family to the two streams that are called after it, and looks for what has to hold whatever they were.
 *
 * @param theatre where
 * @param besides is done when the listeners are on their way
 */
record Evening(Theatre theatre, Consumer<Performance> besides) {

    /** Milliseconds after which all slots are taken and others wait. */
    static final long FULL = 3_000;

    /** Milliseconds that a first lease lasts where slots have to be free before it is over; it is half of a lease. */
    private static final long PROMISED = 20_000;

    private static final int STREAMS = 2;
    private static final Set<Deed> FORGETTING =
            EnumSet.of(Deed.RESTART_STORE, Deed.FLUSH, Deed.FAIL_OVER, Deed.RESTORE_SNAPSHOT);

    /** Nothing is done besides. */
    Evening(Theatre theatre) {
        this(theatre, performance -> {});
    }

    /** The streams of all these families. */
    static List<String> streams(Collection<Family> families) {
        return families.stream().flatMap(family -> streams(family).stream()).toList();
    }

    static List<String> streams(Family family) {
        return Stream.of("a", "b").map(end -> family.word() + "-" + end).toList();
    }

    /** What was seen of the streams of a family, and what is to be said of it. */
    record Seen(
            Family family,
            List<History> histories,
            List<Violation> violations,
            Set<String> stayers,
            Set<String> expected) {

        /** The observer finds nothing, and who came first and stays is not cut; what was seen. */
        List<History> isWell() {
            assertThat(violations).as(() -> told(histories)).isEmpty();
            assertThat(stayers).as(() -> told(histories)).isEqualTo(expected);
            assertThat(events(Event.Joined.class)).hasSizeGreaterThan(STREAMS);
            return histories;
        }

        private boolean failed() {
            boolean isMissed = events(Event.Changed.class).stream()
                    .anyMatch(one -> !one.missing().isEmpty());
            return !violations.isEmpty() || !stayers.equals(expected) || isMissed;
        }

        <T extends Event> List<T> events(Class<T> kind) {
            return histories.stream()
                    .flatMap(history -> Evening.events(history, kind).stream())
                    .toList();
        }
    }

    /** The observer finds nothing, and who came first and stays is not cut; what was seen. */
    List<History> play(Family family, List<Step> steps) {
        return perform(family, steps, Duration.ZERO).isWell();
    }

    /** Plays it and goes on for this much longer. */
    Seen perform(Family family, List<Step> steps, Duration longer) {
        return new Fairly(theatre).play(family.word(), () -> performOnce(family, steps, longer), Seen::failed);
    }

    private Seen performOnce(Family family, List<Step> steps, Duration longer) {
        List<String> streams = streams(family);
        Schedule schedule = new Schedule(family, family.word().hashCode(), STREAMS, theatre.setting(), steps);
        try (Performance performance = theatre.begin(streams, schedule.seed())) {
            long length = Math.max(FULL + lease(), schedule.quietMillis()) + after(steps) + longer.toMillis();
            performance.gather(Duration.ofMillis(length / 2));
            besides.accept(performance);
            family.shows().ifPresent(performance::replay);
            performance.run(steps, length);
            // Who asks a gateway that stands still hangs there, and so does not ask every third of a lease.
            Set<String> stayers = family == Family.GATEWAY_PAUSE ? Set.of() : performance.stayers();
            return new Seen(
                    family,
                    performance.histories(schedule),
                    performance.judge(),
                    stayers,
                    family == Family.GATEWAY_PAUSE ? Set.of() : neverCut(streams));
        }
    }

    /**
     * Listeners come as soon as the fault has begun, so many to each stream, and all slots are soon theirs: what gateways asked
     * for meanwhile took none for long. A gateway that does not know the stream asks for nothing with its first question, so
     * others are there before, and leave.
     */
    void allSlotsAreFree(Family family, List<Step> fault, int listeners) {
        new Fairly(theatre).play(family.word(), () -> allSlotsAreFreeOnce(family, fault, listeners));
    }

    private void allSlotsAreFreeOnce(Family family, List<Step> fault, int listeners) {
        List<String> streams = streams(family);
        long seed = family.word().hashCode();
        try (Performance before = theatre.begin(streams, seed)) {
            before.join(listeners, Duration.ZERO, Duration.ofMillis(500));
            before.run(List.of(), FULL);
        }
        try (Performance performance = theatre.begin(streams, seed)) {
            long promised = promiseLong(performance);
            performance.join(listeners, Duration.ofMillis(10), Duration.ofMillis(90));
            performance.run(fault, 0);
            areAllIn(performance, family, promised);
        }
    }

    /**
     * All listeners of the streams leave at a gateway that is cut off from the store for two seconds; all slots are soon those of
     * others.
     */
    void slotsOfThoseWhoLeaveAreFree(Family family, String gateway) {
        new Fairly(theatre).play(family.word(), () -> slotsOfThoseWhoLeaveAreFreeOnce(family, gateway));
    }

    private void slotsOfThoseWhoLeaveAreFreeOnce(Family family, String gateway) {
        List<String> streams = streams(family);
        long seed = family.word().hashCode();
        Step cut = Step.to(gateway, 0, Deed.CUT_OFF, 0);
        try (Performance performance = theatre.begin(streams, seed)) {
            long promised = promiseLong(performance);
            try (Performance leaving = theatre.beginAt(gateway, streams, seed)) {
                leaving.fill(Duration.ofMillis(300));
                Awaitility.await("listeners have all slots").until(() -> hasAllSlots(leaving, streams));
                theatre.hands().begin(cut);
                leaving.disperse();
                performance.run(List.of(), 2_000);
                assertThat(leaving.seen(Event.Left.class)).hasSize(slots(streams));
            } finally {
                theatre.hands().end(cut);
            }
            performance.join(theatre.setting().capacity(), Duration.ZERO);
            areAllIn(performance, family, promised);
        }
    }

    /**
     * When the first of the leases is over that are given from now on. A question that was on its way when its listener left may
     * have taken a slot, which a raised lease would keep: by now it is free.
     */
    private long promiseLong(Performance performance) {
        theatre.rest();
        performance.run(List.of(Step.by(2 * PROMISED, 0, Deed.SET_LEASE, 0)), 1_000);
        return Theatre.now() + 1_000 * PROMISED;
    }

    /** Listeners get all slots well before a lease of before is over, so they were given back; the observer finds nothing. */
    private void areAllIn(Performance performance, Family family, long promised) {
        try {
            Awaitility.await("all slots are given back and taken, while leases of before still last")
                    .atMost(Duration.ofNanos(1_000 * (promised - Theatre.now())).minusSeconds(3))
                    .until(() -> hasAllSlots(performance, streams(family)));
        } catch (ConditionTimeoutException e) {
            Schedule nothing = new Schedule(family, 0, STREAMS, theatre.setting(), List.of());
            throw new AssertionError(
                    performance.histories(nothing).stream().map(Evening::told).collect(Collectors.joining("\n")), e);
        } finally {
            performance.run(List.of(Step.by(lease(), 0, Deed.SET_LEASE, 0)), 500);
        }
        assertThat(performance.seen(Event.StoreLost.class)).isNotEmpty();
        assertThat(performance.judge()).isEmpty();
    }

    private boolean hasAllSlots(Performance performance, List<String> streams) {
        return performance.sessions().size() == slots(streams);
    }

    private int slots(List<String> streams) {
        return streams.size() * theatre.setting().capacity();
    }

    /**
     * Two leases and a reap cycle after the last play, a slot that leaked would be missed: so many listeners as there are
     * slots get in, on every stream. Then one of each vanishes, and the observer sees whether others who wait get the slot in
     * time.
     */
    void everySlotIsFree(Collection<Family> families) {
        new Fairly(theatre).play("all", () -> everySlotIsFreeOnce(families));
    }

    private void everySlotIsFreeOnce(Collection<Family> families) {
        List<String> all = streams(families);
        theatre.rest();
        try (Performance encore = theatre.begin(all, 99)) {
            encore.fill(Duration.ofSeconds(8));
            Awaitility.await("every slot of every stream is free again")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> encore.sessions().size()
                            == all.size() * theatre.setting().capacity());
            // Until then some slots may not have been free.
            long full = Theatre.now() + theatre.setting().tolerance().idle().toNanos() / 1_000;
            encore.join(1, Duration.ZERO);
            encore.vanish(1);
            encore.run(
                    List.of(),
                    theatre.setting().untilSlotsAreMissed().plusSeconds(2).toMillis());
            assertThat(encore.judge()).filteredOn(one -> one.at() > full).isEmpty();
        }
    }

    /**
     * What those who were called before Redis was emptied were told from the moment at which a gateway knew that the queue is
     * being restored: one that has just started may not know it with its first answer.
     */
    static Stream<Event.Turn> toldAfterTheyWereCalled(History history) {
        long emptied = events(history, Event.StoreForgot.class).get(0).at();
        List<Event.Polled> polls = events(history, Event.Polled.class);
        Set<String> called = polls.stream()
                .filter(poll -> poll.at() < emptied - 3_000_000 && poll.turn() == Event.Turn.CALLED)
                .map(Event.Polled::place)
                .collect(Collectors.toSet());
        Map<String, List<Event.Turn>> told = polls.stream()
                .filter(poll -> poll.span().sent() > emptied && called.contains(poll.place()))
                .collect(Collectors.groupingBy(
                        Event.Polled::place, Collectors.mapping(Event.Polled::turn, Collectors.toList())));
        return told.values().stream().flatMap(turns -> turns.stream().dropWhile(turn -> turn != Event.Turn.UNSAID));
    }

    static <T extends Event> List<T> events(History history, Class<T> kind) {
        return history.events().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** Long enough to see what follows; where the store forgets, until a lease after all is restored and nothing excused. */
    private long after(List<Step> steps) {
        boolean forgets = steps.stream().anyMatch(step -> FORGETTING.contains(step.deed()));
        return lease() + (forgets ? theatre.setting().excused().toMillis() : 0);
    }

    private long lease() {
        return theatre.setting().lease().toMillis();
    }

    /** The last steps of the first history that failed, or of any. */
    private static String told(List<History> histories) {
        return told(histories.stream().filter(History::failed).findFirst().orElse(histories.get(0)));
    }

    private static String told(History history) {
        List<String> lines = new ArrayList<>(history.told());
        return history.stream() + ":\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - 80), lines.size()));
    }

    /** Those who came first, each with the first session. */
    private Set<String> neverCut(List<String> streams) {
        return streams.stream()
                .flatMap(stream ->
                        IntStream.rangeClosed(1, theatre.setting().stayers()).mapToObj(i -> stream + " L" + i + ".s1"))
                .collect(TreeSet::new, Set::add, Set::addAll);
    }
}
