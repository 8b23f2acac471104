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
        // Timers and tasks are handed over, and taken back, under a lock that is held for a moment.
        builder.allowBlockingCallsInside("java.util.concurrent.ScheduledThreadPoolExecutor", "delayedExecute");
        builder.allowBlockingCallsInside("java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue", "remove");
        builder.allowBlockingCallsInside("java.util.concurrent.LinkedBlockingQueue", "offer");
        // So is the memory of buffers, by Netty's own locks.
        builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator", "allocate");
        // So is Lettuce's lock of a connection, which every command passes.
        builder.allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "incrementWriters");
        builder.blockingMethodCallback(BlockingGuard::refuse);
    }

    private static void refuse(BlockingMethod method) {
        BlockingOperationError error = new BlockingOperationError(method);
        Findings.add(WORDS + method + " on " + Thread.currentThread().getName(), error.getStackTrace());
        throw error;
    }
}
