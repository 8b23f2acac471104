package dev.sluice.redis.stream;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.time.Ticker;
import dev.sluice.redis.admission.Acceptance;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a store loss kept from Redis: renewals and releases, at most one a session, each kept until a lease after the
 * listener asked for it. A release replaces a renewal of the same session, never the other way round.
 */
final class Redelivery {

    private static final int MOST = 1_000_000;

    enum Kind {
        RENEWAL,
        RELEASE
    }

    /** Who it is about: session numbers are counted by stream and incarnation. */
    private record Session(StreamId stream, long incarnation, long number) {}

    /** What is to be sent again: {@code renewal} or {@code release}, as {@code kind} says. */
    record Lost(LivePolicy policy, Kind kind, Renewals.Entry renewal, Releases.Entry release, long untilNanos) {

        private Slot slot() {
            return release.slot();
        }

        private Session session() {
            return new Session(policy.id(), slot().incarnation(), slot().number());
        }
    }

    private final Ticker ticker;
    private final Map<Session, Lost> waiting = new ConcurrentHashMap<>();

    Redelivery(Ticker ticker) {
        this.ticker = ticker;
    }

    void renewalLost(LivePolicy policy, Renewals.Entry entry) {
        Releases.Entry none = new Releases.Entry(entry.slot(), Releases.Kind.LEFT);
        keep(new Lost(policy, Kind.RENEWAL, entry, none, until(policy)));
    }

    void releaseLost(LivePolicy policy, Releases.Entry entry) {
        Renewals.Entry none = new Renewals.Entry(entry.slot(), Renewal.RENEW, new Acceptance(0, false));
        keep(new Lost(policy, Kind.RELEASE, none, entry, until(policy)));
    }

    /** Takes out all that is still worth sending. */
    List<Lost> take() {
        List<Lost> due = new ArrayList<>();
        long now = ticker.nanos();
        for (Lost lost : List.copyOf(waiting.values())) {
            if (waiting.remove(lost.session(), lost) && lost.untilNanos() - now > 0) {
                due.add(lost);
            }
        }
        return due;
    }

    /** Keeps what could not be sent again either; a newer failure of the same session stays. */
    void restore(Lost lost) {
        waiting.putIfAbsent(lost.session(), lost);
    }

    private void keep(Lost lost) {
        if (waiting.size() < MOST) {
            waiting.merge(
                    lost.session(),
                    lost,
                    (old, next) -> old.kind() == Kind.RELEASE && next.kind() == Kind.RENEWAL ? old : next);
        }
    }

    private long until(LivePolicy policy) {
        return ticker.nanos() + policy.policy().lease().toNanos();
    }
}
