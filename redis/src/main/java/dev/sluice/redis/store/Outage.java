package dev.sluice.redis.store;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.time.Ticker;
import dev.sluice.redis.store.OutageKnown.Cause;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A loss of Redis, in the log: one line when it begins, with its cause, what it means and what to do, and one when it is over,
 * however often connections come and go in between. Calls go unanswered before it is known why, so that the line waits for
 * one try to connect. What else turns out to be wrong during a loss is told once each. Losses that follow one another are
 * told five times a minute at most; a loss that was not told for that is told as soon as it may be, if it lasts.
 */
final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    /** Two tries to connect, and less than the breaker stays open: no loss is over before it was told. */
    private static final Duration WAIT = Duration.ofMillis(400);

    private record Change(OutageKnown before, OutageKnown after) {

        boolean tells() {
            return !before.told() && after.told();
        }

        boolean addsCause() {
            return after.causes().size() > before.causes().size();
        }
    }

    private final Ticker ticker;
    private final ScheduledExecutorService timer;
    private final String address;
    private final Duration deadline;
    private final AtomicReference<Supplier<String>> loss = new AtomicReference<>(() ->
            "Listeners who are in go on; newcomers wait, or enter without a slot where a stream's storeLoss is open.");
    private final AtomicReference<OutageKnown> known = new AtomicReference<>(OutageKnown.NOTHING);

    /**
     * @param address names the Redis in the log
     * @param deadline how long a call may take
     */
    Outage(Ticker ticker, ScheduledExecutorService timer, String address, Duration deadline) {
        this.ticker = ticker;
        this.timer = timer;
        this.address = address;
        this.deadline = deadline;
    }

    /** Says what a loss means, in sentences, instead of in general. */
    void explain(Supplier<String> whatLossMeans) {
        loss.set(whatLossMeans);
    }

    /** The mode in force. */
    StoreMode mode() {
        return now().mode();
    }

    /** Why there is no connection; empty when there is one, or none has failed yet. */
    Optional<String> failure() {
        return now().current().map(Cause::said);
    }

    /** A connection failed; {@code words} are those of Redis or of the failure. */
    void failed(ConnectTrouble trouble, String words) {
        Cause cause = new Cause(trouble, trouble.what() + " (" + withoutArguments(words) + ")");
        long now = ticker.nanos();
        Change change = change(before -> before.failed(cause, now));
        if (change.tells()) {
            tell(cause);
        } else if (change.addsCause()) {
            LOG.warn(
                    "Redis at {} is still lost. What is wrong by now: {}. {}", address, cause.said(), trouble.advice());
        }
    }

    /** There is a connection: as long as calls are not answered, that ends no loss. */
    void connected() {
        Change change = change(OutageKnown::connected);
        if (change.before().told() && change.before().mode() == StoreMode.UP) {
            LOG.info("Redis at {} is connected.", address);
        }
    }

    /** Scripts are refused for one more reason. */
    void refused(String what, String advice) {
        Change change = change(OutageKnown::refused);
        if (change.before().told() && change.before().mode() == StoreMode.LOST) {
            LOG.warn("Redis at {} is still lost. By now it {}. {}", address, what, advice);
        } else {
            LOG.error("Redis at {} {}. {} {}", address, what, words(), advice);
        }
    }

    /** A script that was refused is taken again: the end of a loss tells more than that. */
    void taken(String script) {
        LOG.atLevel(mode() == StoreMode.UP ? Level.INFO : Level.DEBUG)
                .log("Redis at {} takes the script {} again.", address, script);
    }

    /**
     * Calls are not answered.
     *
     * @param refusing whether they are refused, which was logged
     */
    void lost(boolean refusing) {
        Change change = change(before -> before.lost(refusing));
        if (change.before().mode() == StoreMode.LOST) {
            return;
        }
        if (change.after().told()) {
            LOG.debug("Redis at {} is lost, as was logged.", address);
        } else {
            tellLater(change.after());
        }
    }

    /**
     * Calls are answered.
     *
     * @param refusing whether some are refused, which was logged
     */
    void up(boolean refusing) {
        Change change = change(OutageKnown::up);
        if (change.before().mode() == StoreMode.UP) {
            return;
        }
        if (refusing) {
            LOG.debug("Redis at {} answers, and refuses some scripts, as was logged.", address);
        } else if (change.before().told()) {
            LOG.info(
                    "Redis at {} answers again: newcomers meet slots and the queue, in all streams; where it lost its state, as"
                            + " soon as that is restored.",
                    address);
        } else {
            LOG.debug("Redis at {} answers again; that it did not was not logged, for losses are many.", address);
        }
    }

    private void tellLater(OutageKnown untold) {
        long wait = Math.max(WAIT.toNanos(), untold.nanosUntilTold(ticker.nanos()));
        timer.schedule(this::tellSilence, wait, TimeUnit.NANOSECONDS);
    }

    private void tellSilence() {
        long now = ticker.nanos();
        Change change = change(before -> before.silent(now));
        Optional<Cause> cause = change.after().current();
        if (change.tells() && cause.isPresent()) {
            tell(cause.get());
        } else if (change.tells()) {
            LOG.error(
                    "Redis at {} does not answer within {} ms. {} Check the Redis server and the network to it.",
                    address,
                    deadline.toMillis(),
                    words());
        } else if (change.after().isUntold()) {
            tellLater(change.after());
        }
    }

    private void tell(Cause cause) {
        LOG.error(
                "Redis at {} cannot be used: {}. {} {} It is tried again all the time.",
                address,
                cause.said(),
                words(),
                cause.trouble().advice());
    }

    private String words() {
        return requireNonNull(loss.get()).get();
    }

    private OutageKnown now() {
        return requireNonNull(known.get());
    }

    private Change change(UnaryOperator<OutageKnown> step) {
        while (true) {
            OutageKnown before = now();
            OutageKnown after = step.apply(before);
            if (known.compareAndSet(before, after)) {
                return new Change(before, after);
            }
        }
    }

    /** A server that does not know a command repeats its arguments, the password among them. */
    private static String withoutArguments(String words) {
        int arguments = words.indexOf(", with args");
        return arguments < 0 ? words : words.substring(0, arguments);
    }
}
