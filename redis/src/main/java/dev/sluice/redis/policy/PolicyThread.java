package dev.sluice.redis.policy;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that listeners and the disk run on, one after the other; the only one here that may block. */
final class PolicyThread implements Executor, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyThread.class);
    private static final long LAST_SECONDS = 2;

    /** Tasks that come after the end are dropped: the node is going. */
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
                Thread made = new Thread(task, "sluice-policy");
                made.setDaemon(true);
                return made;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    @Override
    public void execute(Runnable task) {
        thread.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("A listener to policies failed; what is in force is not touched by that", e);
            }
        });
    }

    /** Waits for what is under way: the last good policy should be the last. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The last good policy may not be on the disk: writing it took too long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
