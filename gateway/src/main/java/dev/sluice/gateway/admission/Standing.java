package dev.sluice.gateway.admission;

import dev.sluice.config.policy.StreamPolicy;
import dev.sluice.gateway.token.SessionToken;
import dev.sluice.redis.admission.Acceptance;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.store.StoreClock;
import dev.sluice.redis.store.StoreMode;
import java.time.Duration;

/**
 * What a gateway knows of a session, from its token and from what it remembers. Its moments are as they were noted: where two
 * are compared, each is rebased, then and once.
 *
 * @param slot the slot that it holds
 * @param acceptedAtMicros when a gateway last took it for valid
 * @param confirmed whether it was heard playing
 * @param offline whether it was last accepted without the store
 * @param closedAtMicros when its lease was last cut short, 0 for never
 * @param left whether it left
 */
record Standing(
        Slot slot, long acceptedAtMicros, boolean confirmed, boolean offline, long closedAtMicros, boolean left) {

    /** What has to be asked of the store before a request is served. */
    enum Due {
        NOTHING,
        RENEW,
        CONFIRM,
        /** Nothing can be asked any more. */
        OVER
    }

    /** An acceptance farther ahead than this was told by a clock that has since been set back. */
    private static final long AHEAD_MICROS = 5_000_000;

    static Standing of(SessionToken token) {
        return new Standing(token.slot(), token.acceptedAtMicros(), token.confirmed(), token.offline(), 0, false);
    }

    /** Both together: tokens of one session are of different age, and any of them may be asked with. */
    Standing merge(Standing other, StoreClock clock) {
        boolean newer = clock.rebased(other.acceptedAtMicros) > clock.rebased(acceptedAtMicros);
        boolean closedLater = isClosed(other)
                && (!isClosed(this) || clock.rebased(other.closedAtMicros) > clock.rebased(closedAtMicros));
        return new Standing(
                newer ? other.slot : slot,
                newer ? other.acceptedAtMicros : acceptedAtMicros,
                confirmed || other.confirmed,
                newer ? other.offline : offline,
                closedLater ? other.closedAtMicros : closedAtMicros,
                left || other.left);
    }

    /** Closed now, and after it was accepted, however far ahead that was noted. */
    Standing closed(StoreClock clock) {
        long now = clock.nowMicros();
        long closed = clock.rebased(acceptedAtMicros) < now ? now : acceptedAtMicros + 1;
        return new Standing(slot, acceptedAtMicros, confirmed, offline, closed, left);
    }

    Standing leaving() {
        return new Standing(slot, acceptedAtMicros, confirmed, offline, closedAtMicros, true);
    }

    Due due(StreamPolicy policy, Use use, StoreMode store, StoreClock clock) {
        if (left) {
            return Due.OVER;
        }
        if (confirmed) {
            boolean cut = isClosed(this) && clock.rebased(closedAtMicros) > clock.rebased(acceptedAtMicros);
            // accepted without the store, it asks at its next request, but need not while the store is known to be lost
            boolean owes = cut || (offline && store == StoreMode.UP);
            return !owes && fresh(third(policy), clock) ? Due.NOTHING : Due.RENEW;
        }
        // a slot that outlived its first lease was confirmed by another request, whose news this token could not get;
        // where it was not, to confirm is to learn that it is stale, and to renew would be to revive it
        return use == Use.LOOK && fresh(policy.firstLease(), clock) ? Due.NOTHING : Due.CONFIRM;
    }

    /** Whether it was accepted so lately that it is served on while the store does not answer. */
    boolean servedWithoutStore(StreamPolicy policy, StoreClock clock) {
        return !left && fresh(confirmed ? policy.lease() : policy.firstLease(), clock);
    }

    /** Whether it listened so lately that it may come back without queueing anew. */
    boolean mayReturn(Duration within, StoreClock clock) {
        return confirmed && !left && fresh(within, clock);
    }

    Acceptance acceptance() {
        return new Acceptance(acceptedAtMicros, offline);
    }

    static Duration third(StreamPolicy policy) {
        return policy.lease().dividedBy(3);
    }

    private static boolean isClosed(Standing standing) {
        return standing.closedAtMicros != 0;
    }

    private boolean fresh(Duration within, StoreClock clock) {
        long age = clock.nowMicros() - clock.rebased(acceptedAtMicros);
        return age < within.toNanos() / 1_000 && age > -AHEAD_MICROS;
    }
}
