package dev.sluice.redis.guard;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How a module shows that its tests are guarded. */
public final class GuardProof {

    private static final int LOOKS = 100;

    private GuardProof() {}

    /** Fails unless whoever blocks an event loop or a parallel thread is found, even where the error was caught. */
    public static void blockingIsFound() {
        Offence.blockEventLoop();
        isFound(BlockingGuard.WORDS + "java.lang.Thread.sleep", "Offence");
        Offence.blockParallelThread();
        isFound(BlockingGuard.WORDS + "java.lang.Thread.sleep on parallel-", "Offence");
    }

    /** Fails unless waiting for an answer is found, and waiting for a lock is not. */
    static void answersAreFoundAndLocksAreNot() {
        Offence.awaitOnEventLoop();
        isFound(BlockingGuard.WORDS + "jdk.internal.misc.Unsafe#park", "Offence");
        Offence.lockOnEventLoop();
        GuardExtension.failIfAny();
    }

    /** Fails unless a buffer that nobody has released is found. Only where the leak detector is paranoid. */
    public static void leaksAreFound() {
        Offence.leak();
        // what was found to be garbage is told a moment later
        for (int looks = 0; looks < LOOKS && Findings.none(); looks++) {
            LeakGuard.look();
        }
        isFound(LeakGuard.WORDS + "ByteBuf was not released", "Offence.leak");
    }

    private static void isFound(String... words) {
        assertThatThrownBy(GuardExtension::failIfAny)
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(words);
    }
}
