package dev.sluice.redis.stream;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.time.Ticker;
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

    record Lost(LivePolicy policy, Slot slot, Kind kind, Renewal renewal, Releases.Kind release, long untilNanos) {

        private Session session() {
            return new Session(policy.id(), slot.incarnation(), slot.number());
        }
    }

    private final Ticker ticker;
    private final Map<Session, Lost> waiting = new ConcurrentHashMap<>();

    Redelivery(Ticker ticker) {
        this.ticker = ticker;
    }

    void renewalLost(LivePolicy policy, Slot slot, Renewal renewal) {
        keep(new Lost(policy, slot, Kind.RENEWAL, renewal, Releases.Kind.LEFT, until(policy)));
    }

    void releaseLost(LivePolicy policy, Slot slot, Releases.Kind kind) {
        keep(new Lost(policy, slot, Kind.RELEASE, Renewal.RENEW, kind, until(policy)));
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
