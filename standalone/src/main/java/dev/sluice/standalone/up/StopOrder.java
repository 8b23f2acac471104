package dev.sluice.standalone.up;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs, in the order in which it was started; it is stopped in the opposite order, once. */
final class StopOrder implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StopOrder.class);

    private final ConcurrentLinkedDeque<AutoCloseable> started = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean stopping = new AtomicBoolean();

    /** Takes note of something that has started; it is stopped at once if everything is being stopped. */
    <T extends AutoCloseable> T started(T what) {
        started.push(what);
        if (stopping.get() && started.remove(what)) {
            stop(what);
        }
        return what;
    }

    /** Stops everything. What fails to stop is logged and keeps nothing else from being stopped. */
    @Override
    public void close() {
        stopping.set(true);
        for (AutoCloseable what = started.poll(); what != null; what = started.poll()) {
            stop(what);
        }
    }

    boolean isStopping() {
        return stopping.get();
    }

    private static void stop(AutoCloseable what) {
        try {
            what.close();
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            log.warn("{} did not stop cleanly", what, e);
        }
    }
}
