package dev.sluice.redis.policy;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The thread that listeners and the disk run on, one after the other; the only one here that may block. */
final class PolicyThread implements Executor, AutoCloseable {

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "sluice-policy");
        made.setDaemon(true);
        return made;
    });

    @Override
    public void execute(Runnable task) {
        if (!thread.isShutdown()) {
            thread.execute(task);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
