package dev.sluice.redis.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a loss, and whether the log has it.
 *
 * @param mode whether calls are answered
 * @param told whether this loss was logged
 * @param causes what connections failed for and was logged, in this loss
 * @param current why the last try to connect failed; empty with a connection
 * @param lately when the last losses were logged, the oldest first
 */
record OutageKnown(
        StoreMode mode, boolean told, Set<ConnectTrouble> causes, Optional<Cause> current, List<Long> lately) {

    static final OutageKnown NOTHING = new OutageKnown(StoreMode.UP, false, Set.of(), Optional.empty(), List.of());

    private static final int A_MINUTE = 5;
    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    /** Why there is no connection, with the words of Redis or of the failure. */
    record Cause(ConnectTrouble trouble, String said) {}

    OutageKnown failed(Cause cause, long now) {
        OutageKnown heard = new OutageKnown(mode, told, causes, Optional.of(cause), lately);
        return told ? heard.with(cause.trouble()) : heard.tellCurrent(now);
    }

    /** Calls tell whether the loss is over, where they have told that it began. */
    OutageKnown connected() {
        return mode == StoreMode.UP
                ? new OutageKnown(mode, false, Set.of(), Optional.empty(), lately)
                : new OutageKnown(mode, told, causes, Optional.empty(), lately);
    }

    /** That scripts are refused tells of a loss as well. */
    OutageKnown refused() {
        return new OutageKnown(mode, told || mode == StoreMode.LOST, causes, current, lately);
    }

    OutageKnown lost(boolean refusing) {
        return new OutageKnown(StoreMode.LOST, told || refusing, causes, current, lately);
    }

    /** Long enough after it was lost. */
    OutageKnown silent(long now) {
        return isUntold() ? tellCurrent(now) : this;
    }

    OutageKnown up() {
        return mode == StoreMode.UP ? this : new OutageKnown(StoreMode.UP, false, Set.of(), current, lately);
    }

    boolean isUntold() {
        return mode == StoreMode.LOST && !told;
    }

    /** How long no loss may be logged yet; 0 or less when one may. */
    long nanosUntilTold(long now) {
        return lately.size() < A_MINUTE ? 0 : lately.get(0) + MINUTE_NANOS - now;
    }

    private OutageKnown tellCurrent(long now) {
        if (nanosUntilTold(now) > 0) {
            return this;
        }
        List<Long> times = new ArrayList<>(lately.size() < A_MINUTE ? lately : lately.subList(1, lately.size()));
        times.add(now);
        OutageKnown telling = new OutageKnown(mode, true, causes, current, List.copyOf(times));
        return current.map(cause -> telling.with(cause.trouble())).orElse(telling);
    }

    private OutageKnown with(ConnectTrouble trouble) {
        Set<ConnectTrouble> all = EnumSet.of(trouble);
        all.addAll(causes);
        return new OutageKnown(mode, told, Set.copyOf(all), current, lately);
    }
}
