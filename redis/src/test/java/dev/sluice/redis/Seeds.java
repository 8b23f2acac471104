package dev.sluice.redis;

import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * Which random histories a comparison plays: the same ones in each build, and new ones in each. All are printed before they
 * are played, and a failure names its own: {@code -Dsluice.seed=N} plays that one alone. {@code -Dsluice.histories=N} plays so
 * many new ones.
 */
public final class Seeds {

    private static final long BOUND = 1_000_000_000_000L;

    private Seeds() {}

    /** Whether a single history is played again, so that nothing is to be said of all. */
    public static boolean isReplay() {
        return Long.getLong("sluice.seed") != null;
    }

    /**
     * Plays histories until one fails.
     *
     * @param what is compared
     * @param same the histories of each build: from seed 1 on
     * @param fresh new ones
     * @param history plays the one of a seed
     */
    public static void play(String what, int same, int fresh, LongConsumer history) {
        Long one = Long.getLong("sluice.seed");
        if (one != null) {
            System.out.printf("%s: seed %d%n", what, one);
            play(what, LongStream.of(one), history);
            return;
        }
        long more = Long.getLong("sluice.histories", fresh);
        long from = new SplittableRandom().nextLong(same + 1L, BOUND);
        System.out.printf("%s: seeds 1 to %d, and new ones, %d to %d%n", what, same, from, from + more - 1);
        play(what, LongStream.concat(LongStream.rangeClosed(1, same), LongStream.range(from, from + more)), history);
    }

    private static void play(String what, LongStream seeds, LongConsumer history) {
        seeds.forEach(seed -> {
            try {
                history.accept(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        what + ": they differ in the history of seed " + seed + " (-Dsluice.seed=" + seed
                                + " plays it again): " + e.getMessage(),
                        e);
            }
        });
    }
}
