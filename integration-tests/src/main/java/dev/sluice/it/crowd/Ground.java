package dev.sluice.it.crowd;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** What crowds stand on: one clock thread and one HTTP client, however many crowds there are. */
public final class Ground implements AutoCloseable {

    private final Http http = new Http();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "crowd-clock");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public void close() {
        clock.shutdownNow();
        http.close();
    }

    Http http() {
        return http;
    }

    ScheduledExecutorService clock() {
        return clock;
    }
}
