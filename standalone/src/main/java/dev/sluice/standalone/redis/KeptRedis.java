package dev.sluice.standalone.redis;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.time.Ticker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Redis that is started again when it ends without having been told to: at the same address, with what it has on disk.
 * After a pause each time, and not for ever: one that ends again and again is given up.
 */
public final class KeptRedis implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(KeptRedis.class);

    /** Hears what happens; called on a thread of its own, which may wait. */
    public interface Owner {

        /** Something that people should know at once. */
        void says(String what);

        /** It does not run, and is not started any more. */
        void givenUp(String why);
    }

    /**
     * How often it is started again.
     *
     * @param pause how long it is left alone before
     * @param times how often at most, unless it ran well in between
     * @param well how long it has to run for that
     */
    record Patience(Duration pause, int times, Duration well) {

        static final Patience USUAL = new Patience(Duration.ofSeconds(3), 3, Duration.ofMinutes(1));
    }

    private final AtomicReference<EmbeddedRedis> now;
    private final Ticker ticker;
    private final Patience patience;
    private final Owner owner;
    private final CountDownLatch closed = new CountDownLatch(1);

    private KeptRedis(EmbeddedRedis first, Ticker ticker, Patience patience, Owner owner) {
        this.now = new AtomicReference<>(first);
        this.ticker = ticker;
        this.patience = patience;
        this.owner = owner;
    }

    /** Starts it, as {@link EmbeddedRedis#start} does, and keeps it running from then on. */
    public static KeptRedis start(Path stateDir, Ticker ticker, Owner owner) {
        return start(stateDir, ticker, Patience.USUAL, owner);
    }

    static KeptRedis start(Path stateDir, Ticker ticker, Patience patience, Owner owner) {
        KeptRedis kept = new KeptRedis(EmbeddedRedis.start(stateDir, ticker), ticker, patience, owner);
        Thread keeper = new Thread(kept::keep, "keep-redis");
        keeper.setDaemon(true);
        keeper.start();
        return kept;
    }

    /** With user name and password; the same all the time, and not for logs. */
    public URI uri() {
        return redis().uri();
    }

    /** As {@link EmbeddedRedis#leaveInGoodOrder}. */
    public void leaveInGoodOrder() {
        redis().leaveInGoodOrder();
    }

    /** Ends it, for good, as {@link EmbeddedRedis#close} does. */
    @Override
    public void close() {
        closed.countDown();
        synchronized (now) {
            redis().close();
        }
    }

    EmbeddedRedis redis() {
        return requireNonNull(now.get());
    }

    private void keep() {
        try {
            int again = 0;
            long since = ticker.nanos();
            while (true) {
                int exitCode = redis().ended().join();
                if (isClosed()) {
                    return;
                }
                again = ticker.nanos() - since < patience.well().toNanos() ? again + 1 : 1;
                if (again > patience.times()) {
                    giveUp("Redis has ended once more (exit code " + exitCode + "). " + redis().lastWords());
                    return;
                }
                owner.says("Redis has ended (exit code " + exitCode + "), see "
                        + redis().log() + ". Who listens goes on listening, who comes waits. It is started again in "
                        + patience.pause().toSeconds() + " s, with the data it has on disk (" + again + " of "
                        + patience.times() + " times).");
                if (closed.await(patience.pause().toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                since = ticker.nanos();
                startAgain();
            }
        } catch (IOException e) {
            giveUp("Redis has ended and does not start again: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startAgain() throws IOException {
        EmbeddedRedis next;
        synchronized (now) {
            if (isClosed()) {
                return;
            }
            next = redis().again();
            now.set(next);
        }
        if (next.answers(ticker)) {
            log.info("Redis runs again as process {}", next.pid());
            owner.says(
                    "Redis runs again. Who listens keeps the place; nobody new enters until it is known who has one.");
        } else {
            next.close();
        }
    }

    private void giveUp(String why) {
        if (!isClosed()) {
            owner.givenUp(why);
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }
}
