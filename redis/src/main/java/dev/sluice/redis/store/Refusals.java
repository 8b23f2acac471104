package dev.sluice.redis.store;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.time.Ticker;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A Redis that answers, and refuses scripts. Each reason is logged once, until a script that was refused is taken again; then
 * that is logged. A Redis that takes no write may still answer what only reads: while it refuses, only a script that it
 * refused before tells that it takes writes again.
 */
final class Refusals {

    /** A Redis that still refuses is heard of sooner: heartbeats go on. */
    private static final long RECENT_NANOS = Duration.ofSeconds(3).toNanos();
    /** A reason that was not heard of for so long is told again. */
    private static final long TOLD_NANOS = Duration.ofMinutes(1).toNanos();

    /** Why, by the word that the answer begins with. */
    enum Reason {
        READONLY(
                true,
                "It is a replica: a failover made another one the master. This node connects anew, once a second, until the"
                        + " address leads to the master. Check where the address of sluice.redis.uri leads to, and that"
                        + " this Redis should be a replica (REPLICAOF NO ONE makes it the master)."),
        OOM(
                true,
                "Its memory is full. Raise maxmemory (CONFIG SET maxmemory), or take away what else is kept there; slots"
                        + " and tickets have to stay."),
        LOADING(true, "It was started and still reads its data. Wait; if that lasts, look at its log."),
        MISCONF(
                true,
                "It cannot write its snapshots, and takes no writes until it can. Look at its log and at its disk, or set"
                        + " stop-writes-on-bgsave-error to no."),
        MASTERDOWN(
                true,
                "It is a replica that lost its master. Bring the master back, or make this one the master (REPLICAOF NO ONE)."
                        + " This node connects anew, once a second, in case that its address leads to another one."),
        NOREPLICAS(true, "It has fewer replicas than min-replicas-to-write. Bring them back, or lower that number."),
        NOPERM(
                false,
                "Its user may not do what a script does. docs/redis-users.acl lists all rights that are needed;"
                        + " compare it with ACL LIST."),
        OTHER(false, "Look at the log of Redis; its version may be one that the scripts were not tried on.");

        private final boolean ofAllWrites;
        private final String advice;

        Reason(boolean ofAllWrites, String advice) {
            this.ofAllWrites = ofAllWrites;
            this.advice = advice;
        }

        /** Whether another Redis may take writes, to which the address leads by now. */
        boolean isOfReplicas() {
            return this == READONLY || this == MASTERDOWN;
        }

        static Reason of(String message) {
            // so it is called when a command of the script, not the call of the script, is refused
            if (message.startsWith("ERR The user executing the script can't")) {
                return NOPERM;
            }
            String word = message.split(" ", 2)[0].toUpperCase(Locale.ROOT);
            for (Reason reason : values()) {
                if (reason.name().equals(word)) {
                    return reason;
                }
            }
            return OTHER;
        }
    }

    /**
     * What is known.
     *
     * @param told the reasons that were logged
     * @param scripts those that were refused since a script was last taken
     * @param said what the last refusal said
     * @param lastNanos when that was
     */
    private record Known(Set<Reason> told, Set<String> scripts, String said, long lastNanos) {

        private static final Known NOTHING = new Known(Set.of(), Set.of(), "", 0);

        Known with(Reason reason, String script, String message, long now) {
            boolean old = now - lastNanos > TOLD_NANOS;
            Set<Reason> reasons = old ? new TreeSet<>() : new TreeSet<>(told);
            Set<String> refused = old ? new TreeSet<>() : new TreeSet<>(scripts);
            reasons.add(reason);
            refused.add(script);
            return new Known(reasons, refused, message, now);
        }

        boolean isNew(Reason reason, long now) {
            return !told.contains(reason) || now - lastNanos > TOLD_NANOS;
        }

        boolean isRecent(long now) {
            return !told.isEmpty() && now - lastNanos < RECENT_NANOS;
        }
    }

    private final Ticker ticker;
    private final Outage outage;
    private final AtomicReference<Known> known = new AtomicReference<>(Known.NOTHING);

    /** @param outage tells the log */
    Refusals(Ticker ticker, Outage outage) {
        this.ticker = ticker;
        this.outage = outage;
    }

    /** A script was refused. */
    Reason refused(Script script, String message) {
        Reason reason = Reason.of(message);
        long now = ticker.nanos();
        Known before = requireNonNull(known.getAndUpdate(old -> old.with(reason, script.name(), message, now)));
        if (before.isNew(reason, now)) {
            outage.refused("refuses scripts (first " + script.name() + ": " + message + ")", reason.advice);
        }
        return reason;
    }

    /** A script was answered: whether that tells that Redis works. */
    boolean tells(Script script) {
        Known now = requireNonNull(known.get());
        if (now.told().isEmpty()) {
            return true;
        }
        if (now.scripts().contains(script.name())) {
            if (known.compareAndSet(now, Known.NOTHING)) {
                outage.taken(script.name());
            }
            return true;
        }
        return now.told().stream().noneMatch(reason -> reason.ofAllWrites) || !now.isRecent(ticker.nanos());
    }

    /** How scripts are refused just now; empty when they are not. */
    Optional<String> current() {
        Known now = requireNonNull(known.get());
        return now.isRecent(ticker.nanos()) ? Optional.of("it refuses scripts (" + now.said() + ")") : Optional.empty();
    }

    /** Whether scripts are refused just now, which was logged. */
    boolean areRecent() {
        return requireNonNull(known.get()).isRecent(ticker.nanos());
    }
}
