package dev.sluice.it.torture;

import dev.sluice.it.crowd.Replayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The kinds of fault, as in the executable model of the design; each draws its steps from a seed. Lengths are counted in
 * the lease, so that what lasts longer than one does so with every setting.
 */
enum Family {
    /** Nothing but listeners who come, leave, vanish and close the lid. */
    BASE,
    /** Answers to each of the scripts are lost, after they ran. */
    LOST_ANSWERS,
    /** Scripts run in time, and all answers come after the deadline. */
    LATE_ANSWERS,
    /** What gateways gave up reaches Redis after the deadline. */
    LATE_EXECUTION,
    /** A gateway is killed and comes back. */
    GATEWAY_CRASH,
    /** A gateway stands still for a while. */
    GATEWAY_PAUSE,
    /** A gateway does not reach Redis, and the others do. */
    PARTITION,
    /** Redis stands still for less than a lease. */
    STORE_PAUSE,
    /** Redis stands still for longer than a lease. */
    LONG_STORE_PAUSE,
    /** Redis stands still for longer than a lease, and what has piled up meanwhile reaches it piece by piece. */
    BACKLOG,
    /** Redis is restarted with all that it knew. */
    STORE_RESTART,
    /** Redis is emptied. */
    FLUSH,
    /** Redis is emptied, and all gateways are killed at the same moment. */
    FLUSH_AND_CRASH,
    /** A replica that lags takes the place of Redis. */
    FAIL_OVER,
    /** Redis is restarted with what it knew a while ago. */
    OLD_SNAPSHOT,
    /** Redis' clock jumps back. */
    CLOCK_BACK,
    /** Redis' clock jumps ahead. */
    CLOCK_AHEAD,
    /** The operator changes the capacity, up and down. */
    CAPACITY,
    /** The operator holds the stream by event mode, and releases it. */
    HOLD,
    /** The operator lowers the lease. */
    LEASE,
    /** Those behind ask seldom. */
    FAR_POLLS,
    /** Tokens of those who left and tickets of those who are in are shown again. */
    REPLAYS,
    /** The same, and Redis is emptied meanwhile. */
    REPLAYS_AND_FLUSH,
    /** Tokens of earlier holders are shown while somebody else has their slot. */
    TAGS,
    /** Three of the others, one after the other or at once. */
    MIX;

    private static final List<Family> MIXED = List.of(
            LOST_ANSWERS,
            LATE_EXECUTION,
            GATEWAY_CRASH,
            PARTITION,
            STORE_PAUSE,
            FLUSH,
            FAIL_OVER,
            OLD_SNAPSHOT,
            CLOCK_BACK,
            CLOCK_AHEAD,
            CAPACITY,
            LEASE);

    private static final List<String> SCRIPTS =
            List.of("admit", "claim", "renew", "release", "promote", "presence", "reap", "view");

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Family of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Which tokens are shown again all the time. */
    Optional<Replayer.Shows> shows() {
        return switch (this) {
            case REPLAYS, REPLAYS_AND_FLUSH -> Optional.of(Replayer.Shows.ALL);
            case TAGS -> Optional.of(Replayer.Shows.EARLIER_HOLDERS);
            default -> Optional.empty();
        };
    }

    /** Whether it needs a clock of Redis that can be moved. */
    boolean movesTime() {
        return this == CLOCK_BACK || this == CLOCK_AHEAD;
    }

    /** Its steps from the moment {@code at} on, in milliseconds. */
    List<Step> steps(SplittableRandom random, Setting setting, long at) {
        long lease = setting.lease().toMillis();
        return switch (this) {
            case BASE, REPLAYS, TAGS -> List.of();
            case LOST_ANSWERS -> lostAnswers(random, at, lease);
            case LATE_ANSWERS ->
                List.of(Step.by(late(setting), at, Deed.DELAY_ANSWERS, between(random, lease / 4, lease)));
            case LATE_EXECUTION ->
                List.of(Step.by(late(setting), at, Deed.DELAY_QUESTIONS, between(random, lease / 4, lease)));
            case GATEWAY_CRASH ->
                List.of(Step.to(gateway(random), at, Deed.KILL_GATEWAY, between(random, 500, 2 * lease)));
            case GATEWAY_PAUSE ->
                List.of(Step.to(gateway(random), at, Deed.PAUSE_GATEWAY, between(random, lease / 8, lease * 3 / 2)));
            case PARTITION ->
                List.of(Step.to(
                        gateway(random),
                        at,
                        random.nextBoolean() ? Deed.CUT_OFF : Deed.SILENCE,
                        between(random, lease / 3, 2 * lease)));
            case STORE_PAUSE -> List.of(Step.of(at, Deed.PAUSE_STORE, between(random, lease / 8, lease * 3 / 4)));
            case LONG_STORE_PAUSE ->
                List.of(Step.of(at, Deed.PAUSE_STORE, between(random, lease * 11 / 10, 2 * lease)));
            case BACKLOG -> backlog(random, at, lease);
            case HOLD -> List.of(Step.of(at, Deed.HOLD, between(random, lease / 4, lease)));
            case STORE_RESTART -> List.of(Step.of(at, Deed.RESTART_STORE, between(random, 200, lease)));
            case FLUSH, REPLAYS_AND_FLUSH -> List.of(Step.of(at, Deed.FLUSH, 0));
            case FLUSH_AND_CRASH -> flushAndCrash(at);
            case FAIL_OVER ->
                List.of(
                        Step.by(between(random, 300, 1_500), at - lease / 2, Deed.FOLLOW, 0),
                        Step.of(at, Deed.FAIL_OVER, between(random, 200, lease / 2)));
            case OLD_SNAPSHOT ->
                List.of(
                        Step.of(at - between(random, lease / 3, lease), Deed.TAKE_SNAPSHOT, 0),
                        Step.of(at, Deed.RESTORE_SNAPSHOT, between(random, 200, lease / 2)));
            case CLOCK_BACK -> List.of(Step.by(-jump(random), at, Deed.SHIFT_TIME, 0));
            case CLOCK_AHEAD -> List.of(Step.by(jump(random), at, Deed.SHIFT_TIME, 0));
            case CAPACITY -> capacity(random, setting, at);
            // It begins with a longer one, for the setting's may be as short as a policy allows.
            case LEASE -> List.of(Step.by(2 * lease, 0, Deed.SET_LEASE, 0), Step.by(lease, at, Deed.SET_LEASE, 0));
            case FAR_POLLS -> List.of(Step.by(2 * setting.pollMax().toMillis(), 0, Deed.SET_LONGEST_POLL, 0));
            case MIX -> mix(random, setting, at);
        };
    }

    private static List<Step> lostAnswers(SplittableRandom random, long at, long lease) {
        List<Step> steps = new ArrayList<>();
        long each = lease / 3;
        for (int i = 0; i < 3; i++) {
            String script = SCRIPTS.get(random.nextInt(SCRIPTS.size()));
            steps.add(new Step(at + i * (each + 200), Deed.LOSE_ANSWERS, script, 30, each));
        }
        return steps;
    }

    private static List<Step> backlog(SplittableRandom random, long at, long lease) {
        long paused = between(random, lease * 11 / 10, lease * 3 / 2);
        return List.of(
                Step.of(at, Deed.PAUSE_STORE, paused),
                Step.by(between(random, 10, 30), at, Deed.SLOW_QUESTIONS, paused + lease));
    }

    /** All gateways are killed first, so that none can bring what it knows before Redis is empty. */
    static List<Step> flushAndCrash(long at) {
        List<Step> steps = new ArrayList<>();
        for (int i = 1; i <= Setting.GATEWAYS; i++) {
            steps.add(Step.to("g" + i, at, Deed.KILL_GATEWAY, 300));
        }
        steps.add(Step.of(at + 100, Deed.FLUSH, 0));
        return steps;
    }

    private static List<Step> capacity(SplittableRandom random, Setting setting, long at) {
        List<Step> steps = new ArrayList<>();
        long lease = setting.lease().toMillis();
        for (int i = 0; i < 4; i++) {
            long capacity = between(random, setting.capacity() / 3, setting.capacity() * 3L / 2);
            steps.add(Step.by(capacity, at + i * lease / 3, Deed.SET_CAPACITY, 0));
        }
        return steps;
    }

    /** What follows begins while the one before lasts, or after it. */
    private static List<Step> mix(SplittableRandom random, Setting setting, long at) {
        List<Step> steps = new ArrayList<>();
        List<Family> left = new ArrayList<>(MIXED);
        long next = at;
        for (int i = 0; i < 3; i++) {
            Family family = left.remove(random.nextInt(left.size()));
            if (family == FAIL_OVER || family == OLD_SNAPSHOT) {
                // One Redis can't be both followed and started from a file of its own.
                left.removeAll(List.of(FAIL_OVER, OLD_SNAPSHOT));
            }
            steps.addAll(family.steps(random, setting, next));
            next += between(
                    random, setting.lease().toMillis() / 3, setting.lease().toMillis());
        }
        return steps;
    }

    private static String gateway(SplittableRandom random) {
        return "g" + (1 + random.nextInt(Setting.GATEWAYS));
    }

    /** Later than the deadline, and not always by the same. */
    private static long late(Setting setting) {
        return 2 * setting.deadline().toMillis();
    }

    private static long jump(SplittableRandom random) {
        return List.of(2_000L, 5_000L, 40_000L, 3_600_000L).get(random.nextInt(4));
    }

    private static long between(SplittableRandom random, long least, long most) {
        return random.nextLong(least, most + 1);
    }
}
