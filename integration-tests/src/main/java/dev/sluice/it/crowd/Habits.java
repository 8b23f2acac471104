package dev.sluice.it.crowd;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How a listener behaves.
 *
 * @param kind what it listens with
 * @param listens how long it listens once it is in
 * @param farewell how it stops
 * @param pace how long after a segment it asks for the next
 * @param lidPercent how likely, with each poll or segment, it closes the lid
 * @param away how long it keeps the lid closed
 */
public record Habits(Kind kind, Duration listens, Farewell farewell, Duration pace, int lidPercent, Duration away) {

    /** How a listener stops. */
    public enum Farewell {
        /** Gives its slot back. */
        LEAVES,
        /** Is just not there any more. */
        VANISHES
    }

    /** Somebody out of a mixed crowd: half browsers; listens for {@code typical} or so, and a third vanishes. */
    public static Habits any(SplittableRandom random, Duration typical, Duration pace) {
        Kind kind = List.of(Kind.BROWSER, Kind.BROWSER, Kind.APP, Kind.PLAYER).get(random.nextInt(4));
        double factor = -Math.log(1 - random.nextDouble()) * 0.8 + 0.2;
        return new Habits(
                kind,
                Duration.ofMillis((long) (typical.toMillis() * factor)),
                random.nextInt(3) == 0 ? Farewell.VANISHES : Farewell.LEAVES,
                pace,
                0,
                Duration.ZERO);
    }

    boolean closesLid(SplittableRandom random) {
        return lidPercent > 0 && random.nextInt(100) < lidPercent;
    }

    /** Within a fifth of its pace. */
    Duration nextPace(SplittableRandom random) {
        return Duration.ofMillis((long) (pace.toMillis() * (0.8 + 0.4 * random.nextDouble())));
    }

    /** The same, but closes the lid now and then for {@code away}. */
    public Habits withLid(int percent, Duration closed) {
        return new Habits(kind, listens, farewell, pace, percent, closed);
    }
}
