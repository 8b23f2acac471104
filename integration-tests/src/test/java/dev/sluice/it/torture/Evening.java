package dev.sluice.it.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.observer.Event;
import dev.sluice.it.observer.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Plays the steps of a family to the two streams that are called after it, and looks for what has to hold whatever they were.
 *
 * @param theatre where
 * @param besides is done when the listeners are on their way
 */
record Evening(Theatre theatre, Consumer<Performance> besides) {

    /** Milliseconds after which all slots are taken and others wait. */
    static final long FULL = 3_000;

    private static final int STREAMS = 2;
    private static final Set<Deed> FORGETTING =
            EnumSet.of(Deed.RESTART_STORE, Deed.FLUSH, Deed.FAIL_OVER, Deed.RESTORE_SNAPSHOT);

    /** The streams of all these families. */
    static List<String> streams(Collection<Family> families) {
        return families.stream().flatMap(family -> streams(family).stream()).toList();
    }

    static List<String> streams(Family family) {
        return Stream.of("a", "b").map(end -> family.word() + "-" + end).toList();
    }

    /** The observer finds nothing, and who came first and stays is not cut; what was seen. */
    List<History> play(Family family, List<Step> steps) {
        List<String> streams = streams(family);
        Schedule schedule = new Schedule(family, family.word().hashCode(), STREAMS, theatre.setting(), steps);
        try (Performance performance = theatre.begin(streams, schedule.seed())) {
            long length = Math.max(FULL + lease(), schedule.quietMillis()) + after(steps);
            performance.gather(Duration.ofMillis(length / 2));
            besides.accept(performance);
            family.shows().ifPresent(performance::replay);
            performance.run(steps, length);
            List<Violation> violations = performance.judge();
            assertThat(violations)
                    .as(() -> told(performance.histories(schedule)))
                    .isEmpty();
            // Who asks a gateway that stands still hangs there, and so does not ask every third of a lease.
            if (family != Family.GATEWAY_PAUSE) {
                assertThat(performance.stayers())
                        .as(() -> told(performance.histories(schedule)))
                        .isEqualTo(neverCut(streams));
            }
            assertThat(performance.seen(Event.Joined.class)).hasSizeGreaterThan(STREAMS);
            return performance.histories(schedule);
        }
    }

    /** A slot that leaked would be missed: so many listeners as there are slots get in, on every stream. */
    void everySlotIsFree(Collection<Family> families) {
        List<String> all = streams(families);
        try (Performance encore = theatre.begin(all, 99)) {
            encore.fill();
            Awaitility.await("every slot of every stream is free again")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> encore.sessions().size()
                            == all.size() * theatre.setting().capacity());
        }
    }

    /** Long enough to see what follows: after a loss all is restored, within a lease or two presence windows. */
    private long after(List<Step> steps) {
        boolean forgets = steps.stream().anyMatch(step -> FORGETTING.contains(step.deed()));
        long recovery = Math.max(lease(), 2 * theatre.setting().presence().toMillis());
        return lease() + (forgets ? recovery : 0);
    }

    private long lease() {
        return theatre.setting().lease().toMillis();
    }

    /** The last steps of the first history that failed, or of any. */
    private static String told(List<History> histories) {
        History history = histories.stream().filter(History::failed).findFirst().orElse(histories.get(0));
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
