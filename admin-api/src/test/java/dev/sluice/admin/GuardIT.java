package dev.sluice.admin;

import dev.sluice.redis.guard.GuardProof;
import org.junit.jupiter.api.Test;

/** Fails where BlockHound or Netty's leak detector is not at work in this module's integration tests. */
final class GuardIT {

    @Test
    void whoBlocksAnEventLoopIsFound() {
        GuardProof.blockingIsFound();
    }

    @Test
    void whoForgetsABufferIsFound() {
        GuardProof.leaksAreFound();
    }
}
