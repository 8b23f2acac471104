package dev.sluice.redis.stream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Gate;
import dev.sluice.redis.RedisServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slots in several pieces of the array: who holds which, which are free, and what is counted, against plain lists. */
final class ManySlotsIT {

    private static final int PIECE = 4_096;
    private static final int MOST = 512;
    private static final int CAPACITY = 10_000;

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    /** A slot that is held: by which session, and the last second of its lease. */
    private record Held(Play.Session session, long until) {}

    private final Map<Integer, Held> held = new TreeMap<>();
    private final Map<Integer, Integer> lastTags = new HashMap<>();
    private int reached;

    @AutoClose
    private final Play play = new Play(REDIS.uri());

    @BeforeEach
    void open() {
        play.rules(Gate.AUTO, CAPACITY);
    }

    /** The repetition is the seed. */
    @RepeatedTest(3)
    void whoeverComesAndGoesTheBooksAreRight(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        fill(12);
        for (int step = 0; step < 80; step++) {
            switch (random.nextInt(8)) {
                case 0 -> enter(1 + random.nextInt(5));
                case 1 -> enter(1 + random.nextInt(63));
                case 2, 3 -> enter(64 + random.nextInt(MOST - 63));
                case 4 -> leave(some(random, 1 + random.nextInt(8)));
                case 5 -> leave(some(random, 300));
                case 6 -> stay(some(random, 150));
                default -> timeGoesOn(1 + random.nextInt(25));
            }
            check();
        }
        assertThat(reached).as("slots, over several pieces").isGreaterThan(PIECE);
    }

    @Test
    void aListOfFreedSlotsThatIsLostIsMadeAgainFromWhatIsFree() {
        fill(10);
        leave(held.values().stream().map(Held::session).limit(900).toList());
        play.redis().del(Play.key("freed"));

        enter(1);

        assertThat(play.redis().llen(Play.key("freed"))).isEqualTo(MOST - 1);
        enter(1);
        check();
    }

    /** Many at once are cut out of the array: past those who are between. */
    @Test
    void whoComesWithManyOthersTakesNoSlotThatSomebodyHas() {
        play.pass(1_024 - 1 - play.rules().firstLease() - (int) second());
        fill(10);
        // the low byte of an expiry of 1,024 is 0, as is that of a free slot
        assertThat(held.values()).allMatch(each -> each.until() == 1_024);
        leave(some(new SplittableRandom(1), 1_500));

        enter(MOST);

        check();
    }

    @Test
    void whatIsFreeBeforeWhereTheLastSearchStoppedIsFoundToo() {
        fill(10);
        leave(some(new SplittableRandom(2), 1_500));
        enter(MOST);
        leave(held.values().stream().limit(20).map(Held::session).toList());
        play.redis().del(Play.key("freed"));
        int before = reached;

        for (int i = 0; i < 1_500 - MOST + 20; i++) {
            enter(1);
        }

        assertThat(reached).isEqualTo(before);
        check();
    }

    /** The first search ends at the last free slot of its piece; what is freed before it then is all that is free there. */
    @Test
    void aSearchBeginsAnewWhereNothingIsFreeBehindTheLastOne() {
        fill(16);
        leave(between(0, MOST));
        leave(between(PIECE, PIECE + 588));
        enter(MOST);
        leave(between(0, 20));
        play.redis().del(Play.key("freed"));
        int before = reached;

        enter(1);

        assertThat(reached).isEqualTo(before);
        check();
    }

    @Test
    void aSearchThatGoesOnInALaterPieceStaysInIt() {
        fill(16);
        leave(between(PIECE, PIECE + 2_000));
        enter(MOST);
        leave(between(PIECE - 200, PIECE));
        enter(MOST);

        check();
    }

    /** In the later piece; the counts have two bytes. */
    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 512, 600})
    void howManyEverAreFreeTheyAreFound(int free) {
        fill(16);
        leave(between(PIECE, PIECE + free));
        play.redis().del(Play.key("freed"));
        int before = reached;

        enter(1);

        assertThat(reached).isEqualTo(before);
        check();
    }

    /** The search goes on at a free slot, behind which there is none. */
    @Test
    void theOnlyFreeSlotBehindTheLastSearchIsTakenOnce() {
        fill(16);
        leave(between(0, MOST));
        leave(between(PIECE, PIECE + 800));
        enter(MOST);
        leave(between(0, 300));
        leave(between(MOST, MOST + 1));

        enter(64);

        check();
    }

    @Test
    void behindTheLastSlotThatWasEverHeldNothingIsSearched() {
        fill(8);
        enter(20);
        leave(between(PIECE + 3, PIECE + 8));
        play.redis().del(Play.key("freed"));

        enter(8);

        assertThat(reached).isEqualTo(PIECE + 23);
        assertThat(play.field("hw")).isEqualTo(PIECE + 23);
        check();
    }

    @Test
    void aReapThatStopsBeforeTheEndOfAPiecePutsNothingRight() {
        enter(MOST);
        enter(2);
        leave(between(MOST, MOST + 2));
        play.pass(22);

        assertThat(play.reap()).isEqualTo(MOST);
        held.clear();
        check();
    }

    @Test
    void aCountThatIsTooHighCostsNobodyASlot() {
        fill(8);
        enter(8);
        play.redis().setrange(Play.key("counts"), 2, new byte[] {2, 3});
        play.field("used", PIECE + 7);

        assertThat(play.admit(1).in())
                .singleElement()
                .matches(session -> session.slot().slot() == PIECE + 8);
        assertThat(play.counted(1)).isZero();
    }

    @Test
    void aReapPutsRightWhatIsCountedWrongly() {
        enter(20);
        leave(held.values().stream().map(Held::session).limit(5).toList());
        play.redis().setrange(Play.key("counts"), 0, new byte[] {0, 9});
        play.field("used", 11);

        assertThat(play.reap()).isZero();
        assertThat(play.counted(0)).isEqualTo(5);
        assertThat(play.head().used()).isEqualTo(15);
    }

    private void enter(int n) {
        Play.Admitted admitted = play.admit(n);
        int due = Math.min(n, CAPACITY - held.size());
        assertThat(admitted.in()).hasSize(due);
        int free = reached - held.size();
        for (Play.Session session : admitted.in()) {
            Reference.Grant grant = session.slot();
            assertThat(held).as("slots that are taken").doesNotContainKey(grant.slot());
            assertThat(grant.tag())
                    .as("the tag of slot %s", grant.slot())
                    .isNotEqualTo(lastTags.getOrDefault(grant.slot(), -1));
            assertThat(grant.slot())
                    .as("a slot, of %s free ones below %s", free, reached)
                    .isLessThan(reached + due - Math.min(free, due));
            held.put(grant.slot(), new Held(session, second() + play.rules().firstLease() + 1));
            lastTags.put(grant.slot(), grant.tag());
        }
        reached = Math.max(reached, reached + due - free);
        admitted.tickets().forEach(play::giveUp);
    }

    /** So many times the most that enter in one call. */
    private void fill(int times) {
        for (int i = 0; i < times; i++) {
            enter(MOST);
        }
    }

    private void leave(List<Play.Session> some) {
        assertThat(play.release(some, Reference.Return.LEFT)).isEqualTo(some.size());
        some.forEach(session -> held.remove(session.slot().slot()));
    }

    private void stay(List<Play.Session> some) {
        List<Integer> answers = play.renew(some, Reference.Token.CONFIRM);
        for (int i = 0; i < some.size(); i++) {
            Play.Session session = some.get(i);
            boolean over = requireNonNull(held.get(session.slot().slot())).until() < second();
            assertThat(answers.get(i)).as("a confirmation").isEqualTo(over ? Play.STALE : Play.RENEWED);
            if (!over) {
                held.put(
                        session.slot().slot(),
                        new Held(session, second() + play.rules().lease() + 1));
            }
        }
    }

    /** Whose lease ends is reaped, in as many calls as there are pieces, and one more for each 512 slots. */
    private void timeGoesOn(int seconds) {
        play.pass(seconds);
        List<Integer> over = held.entrySet().stream()
                .filter(each -> each.getValue().until() < second())
                .map(Map.Entry::getKey)
                .toList();
        int pieces = (reached + PIECE - 1) / PIECE;
        long reaped = 0;
        for (int call = 0; call < pieces + over.size() / MOST; call++) {
            long freed = play.reap();
            assertThat(freed).isLessThanOrEqualTo(MOST);
            reaped += freed;
        }
        assertThat(reaped).isEqualTo(over.size());
        over.forEach(held::remove);
    }

    private void check() {
        assertThat(play.head().used()).isEqualTo(held.size());
        assertThat(play.head().size()).as("room in the array").isGreaterThanOrEqualTo(reached);
        Map<Integer, Reference.Grant> due = new TreeMap<>();
        held.forEach((slot, of) -> due.put(slot, of.session().slot()));
        assertThat(play.held()).isEqualTo(due);
        for (int piece = 0; piece * PIECE < reached; piece++) {
            int from = piece * PIECE;
            int to = Math.min(from + PIECE, reached);
            long taken = held.keySet().stream()
                    .filter(slot -> slot >= from && slot < to)
                    .count();
            assertThat(play.counted(piece)).as("free slots of piece %s", piece).isEqualTo((int) (to - from - taken));
        }
    }

    private List<Play.Session> between(int from, int to) {
        return held.entrySet().stream()
                .filter(each -> each.getKey() >= from && each.getKey() < to)
                .map(each -> each.getValue().session())
                .toList();
    }

    private List<Play.Session> some(SplittableRandom random, int n) {
        List<Play.Session> all =
                new ArrayList<>(held.values().stream().map(Held::session).toList());
        List<Play.Session> some = new ArrayList<>();
        while (some.size() < n && !all.isEmpty()) {
            some.add(all.remove(random.nextInt(all.size())));
        }
        return some;
    }

    private long second() {
        return play.head().clock() / Play.SECOND;
    }
}
