package dev.sluice.redis.guard;

import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingMethod;
import reactor.blockhound.BlockingOperationError;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * What may block all the same, beside what Netty, Reactor and Spring allow for themselves; and what becomes of the
 * rest: it is refused, and kept as a finding, as the error may be caught on its way.
 */
public final class BlockingGuard implements BlockHoundIntegration {

    /** Begins each finding of this guard. */
    static final String WORDS = "Blocking call! ";

    @Override
    public void applyTo(BlockHound.Builder builder) {
        // Random numbers for secrets and TLS are read from /dev/urandom, which never waits.
        builder.allowBlockingCallsInside("sun.security.provider.NativePRNG$RandomIO", "implNextBytes");
        // A lock is no more than `synchronized`, which cannot be seen at all: both are held for a moment, by timers,
        // queues, Lettuce's connections, Jackson's caches, and whether one waits for them is chance.
        builder.allowBlockingCallsInside("java.util.concurrent.locks.ReentrantLock", "lock");
        // Netty hands over the memory of buffers under locks of its own, held for a moment too.
        builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator", "allocate");
        builder.blockingMethodCallback(BlockingGuard::refuse);
    }

    private static void refuse(BlockingMethod method) {
        BlockingOperationError error = new BlockingOperationError(method);
        Findings.add(WORDS + method + " on " + Thread.currentThread().getName(), error.getStackTrace());
        throw error;
    }
}
