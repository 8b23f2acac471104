package dev.sluice.it.torture;

import static dev.sluice.it.torture.Deed.CUT_OFF;
import static dev.sluice.it.torture.Deed.FLUSH;
import static dev.sluice.it.torture.Deed.PAUSE_STORE;
import static dev.sluice.it.torture.Deed.RESTART_STORE;
import static dev.sluice.it.torture.Evening.FULL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.observer.Event;
import dev.sluice.it.process.GuardedJvm;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Streams that let everybody in while the store is lost. Whoever comes or waits then listens at once, has a slot as soon as the
 * store is back, over capacity if need be, and is not cut; nobody else enters until enough have left.
 */
final class OpenStoreLossIT {

    /** With a deadline that nobody misses by chance: who did would be let in without a loss of the store. */
    private static final Setting SETTING = new Setting(
            5,
            3,
            9,
            Duration.ofSeconds(6),
            Duration.ofSeconds(4),
            Duration.ofSeconds(1),
            Duration.ofMillis(700),
            Duration.ofSeconds(1));

    private static final long LEASE = SETTING.lease().toMillis();
    private static final List<Family> FAMILIES =
            List.of(Family.LONG_STORE_PAUSE, Family.FLUSH, Family.STORE_RESTART, Family.PARTITION);

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

    @Test
    void whoComesWhileRedisStandsStillForLongerThanALeaseHasASlotOnceItIsBack() {
        play(Family.LONG_STORE_PAUSE, List.of(Step.of(FULL, PAUSE_STORE, LEASE + 2_000)));
    }

    @Test
    void whoComesWhileRedisIsAwayHasASlotThoughItComesBackEmpty() {
        play(Family.FLUSH, List.of(Step.of(FULL, FLUSH, 0), Step.of(FULL + 100, RESTART_STORE, LEASE)));
    }

    @Test
    void whoComesWhileRedisIsAwayHasASlotWhenItComesBackWithAllItKnew() {
        play(Family.STORE_RESTART, List.of(Step.of(FULL, RESTART_STORE, LEASE + 1_000)));
    }

    @Test
    void whoComesThroughAGatewayThatIsCutOffHasASlotAlsoThroughTheOthers() {
        play(Family.PARTITION, List.of(Step.to("g3", FULL, CUT_OFF, LEASE + 1_000)));
    }

    private static void play(Family family, List<Step> steps) {
        new Fairly(theatre).play(family.word(), () -> playOnce(family, steps));
    }

    private static void playOnce(Family family, List<Step> steps) {
        Evening evening = new Evening(theatre, performance -> {
            performance.openWithoutStore(Set.copyOf(Evening.streams(family)));
            performance.join(4, Duration.ofMillis(FULL + 2_000));
        });
        List<History> histories = evening.play(family, steps);
        assertThat(histories.stream()
                        .mapToInt(history -> servedWithoutStore(history).size()))
                .as("served while it was away, of %d slots", SETTING.capacity())
                .anyMatch(served -> served > SETTING.capacity());
        Map<String, List<Event.Served>> came = new TreeMap<>();
        histories.forEach(history -> came.putAll(servedSince(history)));
        assertThat(came).as("came while it was away, and listens on").hasSizeGreaterThanOrEqualTo(2);
        // the first answer brings the slot: the token that it was asked with has none
        came.forEach((session, served) ->
                assertThat(served.stream().skip(1)).as(session).allMatch(one -> one.slot() != null));
    }

    /** What those were served with, once the store was back, who were let in while it was away; by session. */
    private static Map<String, List<Event.Served>> servedSince(History history) {
        long lost = at(history, Event.StoreLost.class).get(0);
        long back = Collections.max(at(history, Event.StoreBack.class));
        Set<String> came = seen(history, Event.Admitted.class).stream()
                .filter(entry -> entry.span().sent() > lost && entry.at() < back)
                .map(Event.Admitted::session)
                .collect(Collectors.toSet());
        return seen(history, Event.Served.class).stream()
                .filter(one -> came.contains(one.session()) && one.ask() == Event.Ask.SEGMENT)
                .filter(one -> one.span().sent() > back)
                .collect(Collectors.groupingBy(one -> history.stream() + " " + one.session()));
    }

    /** The sessions that were served while the store was away. */
    private static Set<String> servedWithoutStore(History history) {
        long lost = at(history, Event.StoreLost.class).get(0);
        long back = at(history, Event.StoreBack.class).get(0);
        return seen(history, Event.Served.class).stream()
                .filter(one -> one.span().sent() > lost && one.at() < back)
                .map(Event.Served::session)
                .collect(Collectors.toSet());
    }

    private static List<Long> at(History history, Class<? extends Event> kind) {
        return seen(history, kind).stream().map(Event::at).sorted().toList();
    }

    private static <T extends Event> List<T> seen(History history, Class<T> kind) {
        return history.events().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}
