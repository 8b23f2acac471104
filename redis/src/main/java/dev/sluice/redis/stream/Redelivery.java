package dev.sluice.redis.stream;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.time.Ticker;
import dev.sluice.redis.admission.Acceptance;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a store loss kept from Redis: renewals and releases, at most one a session. A release is kept until Redis has it,
 * however long that takes: the stream's clock stands still meanwhile, so that the slot would be held on. A renewal is kept
 * until a lease after the listener asked for it, for who still listens asks again. A release replaces a renewal of the same
 * session, never the other way round.
 *
 * <p>All of it is in memory: a gateway that ends before Redis is back takes it along. Bounded: of more than can be kept,
 * releases that come later are not (that is logged), and those slots are free when their lease is over.
 */
final class Redelivery {

    private static final Logger LOG = LoggerFactory.getLogger(Redelivery.class);
    private static final int MOST = 1_000_000;

    enum Kind {
        RENEWAL,
        RELEASE
    }

    /** Who it is about: session numbers are counted by stream and incarnation. */
    private record Session(StreamId stream, long incarnation, long number) {}

    /** What is to be sent again: {@code renewal} or {@code release}, as {@code kind} says. */
    record Lost(LivePolicy policy, Kind kind, Renewals.Entry renewal, Releases.Entry release, long sinceNanos) {

        private Slot slot() {
            return release.slot();
        }

        private Session session() {
            return new Session(policy.id(), slot().incarnation(), slot().number());
        }

        private boolean isWorthSending(long nowNanos) {
            return kind == Kind.RELEASE
                    || nowNanos - sinceNanos < policy.policy().lease().toNanos();
        }
    }

    private final Ticker ticker;
    private final int most;
    private final Map<Session, Lost> renewals = new ConcurrentHashMap<>();
    private final Map<Session, Lost> releases = new ConcurrentHashMap<>();
    private final AtomicBoolean full = new AtomicBoolean();

    Redelivery(Ticker ticker) {
        this(ticker, MOST);
    }

    /** @param most of each kind */
    Redelivery(Ticker ticker, int most) {
        this.ticker = ticker;
        this.most = most;
    }

    void renewalLost(LivePolicy policy, Renewals.Entry entry) {
        Releases.Entry none = new Releases.Entry(entry.slot(), Releases.Kind.LEFT);
        Lost lost = new Lost(policy, Kind.RENEWAL, entry, none, ticker.nanos());
        if (renewals.size() < most && !releases.containsKey(lost.session())) {
            renewals.put(lost.session(), lost);
        }
    }

    void releaseLost(LivePolicy policy, Releases.Entry entry) {
        Renewals.Entry none = new Renewals.Entry(entry.slot(), Renewal.RENEW, new Acceptance(0, false));
        Lost lost = new Lost(policy, Kind.RELEASE, none, entry, ticker.nanos());
        if (releases.size() < most) {
            releases.put(lost.session(), lost);
        } else if (!full.getAndSet(true)) {
            LOG.warn(
                    "{} places were given back while Redis does not answer, and no more are remembered: the slots of those who"
                            + " leave from now on are free only when their lease is over. Bring Redis back.",
                    most);
        }
        renewals.remove(lost.session());
    }

    /** Takes out what is still worth sending, so many of each kind at most. */
    List<Lost> take(int atMost) {
        List<Lost> due = new ArrayList<>();
        takeOut(releases, atMost, due);
        takeOut(renewals, atMost, due);
        if (releases.isEmpty()) {
            full.set(false);
        }
        return due;
    }

    /** Keeps what could not be sent again either; a newer failure of the same session stays. */
    void restore(Lost lost) {
        if (lost.kind() == Kind.RELEASE) {
            releases.putIfAbsent(lost.session(), lost);
            renewals.remove(lost.session());
        } else if (!releases.containsKey(lost.session())) {
            renewals.putIfAbsent(lost.session(), lost);
        }
    }

    private void takeOut(Map<Session, Lost> waiting, int atMost, List<Lost> due) {
        long now = ticker.nanos();
        int left = atMost;
        Iterator<Lost> each = waiting.values().iterator();
        while (left > 0 && each.hasNext()) {
            Lost lost = each.next();
            if (waiting.remove(lost.session(), lost) && lost.isWorthSending(now)) {
                due.add(lost);
                left--;
            }
        }
    }
}
