package dev.sluice.redis.guard;

import org.junit.jupiter.api.Test;

/** Fails where BlockHound is not at work in this module's tests. */
final class GuardTest {

    @Test
    void whoBlocksAnEventLoopIsFound() {
        GuardProof.blockingIsFound();
    }

    @Test
    void whoWaitsForAnAnswerIsFoundAndWhoWaitsForALockIsNot() {
        GuardProof.answersAreFoundAndLocksAreNot();
    }
}
