package dev.sluice.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Which random histories a comparison plays: the same ones in each build, and new ones in each. All are printed before they
 * are played, and a failure names its own: {@code -Dsluice.seed=N} plays that one alone. {@code -Dsluice.histories=N} plays so
 * many new ones.
 */
public final class Seeds {

    private static final long BOUND = 1_000_000_000_000L;

    private Seeds() {}

    /**
     * Plays histories until one fails. All of what they are to reach has to be reached, and nothing else.
     *
     * @param what is compared
     * @param same the histories of each build: from seed 1 on
     * @param fresh new ones
     * @param toReach what all of them together have to reach
     * @param often more often than so each
     * @param history plays the one of a seed, and tells what it reached, as often as it did
     */
    public static void play(
            String what,
            int same,
            int fresh,
            Collection<String> toReach,
            int often,
            LongFunction<Collection<String>> history) {
        Map<String, Integer> reached = new TreeMap<>();
        LongConsumer counted = seed -> history.apply(seed).forEach(one -> reached.merge(one, 1, Integer::sum));
        Long one = Long.getLong("sluice.seed");
        if (one != null) {
            System.out.printf("%s: seed %d%n", what, one);
            play(what, LongStream.of(one), counted);
            return;
        }
        long more = Long.getLong("sluice.histories", fresh);
        long from = new SplittableRandom().nextLong(same + 1L, BOUND);
        System.out.printf("%s: seeds 1 to %d, and new ones, %d to %d%n", what, same, from, from + more - 1);
        play(what, LongStream.concat(LongStream.rangeClosed(1, same), LongStream.range(from, from + more)), counted);
        System.out.printf("%s: reached so often: %s%n", what, reached);
        assertThat(reached)
                .as("how often what was reached")
                .allSatisfy((name, times) -> assertThat(times).as(name).isGreaterThan(often))
                .containsOnlyKeys(toReach);
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
