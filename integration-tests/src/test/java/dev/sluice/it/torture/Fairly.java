package dev.sluice.it.torture;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.core.ConditionTimeoutException;

/**
 * What failed while the machine was too slow for calls to the store says nothing: it is played again, three times in all, and
 * that is printed. What fails while the machine keeps up has failed.
 */
record Fairly(Theatre theatre) {

    private static final int TIMES = 3;

    /** The first that did not fail, or failed fairly, or the last. */
    <T> T play(String what, Supplier<T> play, Predicate<T> failed) {
        for (int left = TIMES - 1; ; left--) {
            long begun = Theatre.now();
            T seen = play.get();
            if (!failed.test(seen) || left == 0 || !wasSlow(what, begun)) {
                return seen;
            }
        }
    }

    /** The same where to fail is to throw. */
    void play(String what, Runnable play) {
        play(what, () -> failure(play), Optional::isPresent).ifPresent(failure -> {
            throw failure;
        });
    }

    private static Optional<AssertionError> failure(Runnable play) {
        try {
            play.run();
            return Optional.empty();
        } catch (ConditionTimeoutException e) {
            return Optional.of(new AssertionError(e.getMessage(), e));
        } catch (AssertionError e) {
            return Optional.of(e);
        }
    }

    private boolean wasSlow(String what, long begun) {
        Optional<String> slow = theatre.slowSince(begun);
        slow.ifPresent(words -> {
            System.out.println(what + " failed, which says nothing, for " + words + ". It is played again.");
            theatre.rest();
        });
        return slow.isPresent();
    }
}
