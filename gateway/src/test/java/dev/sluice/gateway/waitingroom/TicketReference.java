package dev.sluice.gateway.waitingroom;

import dev.sluice.config.policy.Gate;
import dev.sluice.config.policy.StoreLoss;
import dev.sluice.config.policy.StreamPolicy;
import dev.sluice.gateway.metrics.Refusal;
import dev.sluice.gateway.pages.Standing;
import dev.sluice.gateway.token.TicketToken;
import dev.sluice.redis.store.StoreClock;
import dev.sluice.redis.store.StoreMode;
import dev.sluice.redis.waitingroom.Attempt;
import dev.sluice.redis.waitingroom.ClaimDecision;
import dev.sluice.redis.waitingroom.RoomView;
import dev.sluice.redis.waitingroom.Ticket;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a gateway decides about tickets, once more with the plainest means, written from the design (section 5) and from what
 * the package's description promises.
 */
final class TicketReference {

    private static final long RETURNER = 1L << 48;

    /** What a ticket's poll comes to. */
    sealed interface Step {

        /** Nothing is asked, and the ticket is worth nothing. */
        record Over() implements Step {}

        /** Nothing is asked; that it is present is noted. */
        record Told(Due due) implements Step {}

        /** The store is asked whether it enters. */
        record Claims(TicketToken token, Attempt attempt) implements Step {}
    }

    /**
     * What a ticket is told.
     *
     * @param told whether it has been told by now that it is called
     * @param ahead how many are before it
     * @param rate at which they go, a second; 0 for unknown
     * @param soon whether it asks again as soon as the first in the queue
     */
    record Due(Standing standing, boolean told, boolean returning, long ahead, double rate, boolean soon) {

        boolean isMoving() {
            return standing == Standing.WAITING || standing == Standing.CALLED;
        }
    }

    private record Entered(TicketDecision.Enters enters, long at) {}

    private final StoreClock clock;
    private final Set<Ticket> left = new HashSet<>();
    private final Map<Ticket, Entered> entered = new HashMap<>();

    TicketReference(StoreClock clock) {
        this.clock = clock;
    }

    void leaves(Ticket ticket) {
        left.add(ticket);
    }

    Step asks(StreamPolicy policy, TicketToken token, RoomView view, StoreMode store) {
        long away = clock.nowMicros() - clock.rebased(token.polledAtMicros());
        if (left.contains(token.ticket()) || away > policy.absence().toMillis() * 1_000) {
            return new Step.Over();
        }
        long number = token.ticket().number();
        Attempt before = token.returning() ? Attempt.RETURNING : token.told() ? Attempt.AGAIN : Attempt.FIRST;
        if (number >= RETURNER || view.isCalled(token.ticket())) {
            // called while it was away, and not told so yet
            boolean passedOver =
                    before == Attempt.FIRST && away > policy.presenceWindow().toMillis() * 1_000;
            return passedOver
                    ? new Step.Claims(token.asReturning(), Attempt.RETURNING)
                    : new Step.Claims(token, before);
        }
        boolean entersWithout = store == StoreMode.LOST && letsInWithout(policy);
        boolean nothingKnown = view.incarnation() == 0;
        boolean nobodyWaits = view.waiting() == 0
                && !view.isRecovering()
                && view.incarnation() == token.ticket().incarnation();
        return entersWithout || nothingKnown || nobodyWaits
                ? new Step.Claims(token, before)
                : new Step.Told(due(policy, token, view, store, Standing.WAITING));
    }

    /** Who was let in: the same slot again, whoever asks, until its first lease is over; empty for whoever is not. */
    Optional<TicketDecision.Enters> enters(StreamPolicy policy, TicketToken token, ClaimDecision store) {
        if (store instanceof ClaimDecision.Granted granted) {
            var enters = new TicketDecision.Enters(granted.slot(), granted.acceptedAtMicros());
            entered.put(token.ticket(), new Entered(enters, granted.acceptedAtMicros()));
            return Optional.of(enters);
        }
        Entered before = entered.get(token.ticket());
        boolean again = store instanceof ClaimDecision.NotYet
                && before != null
                && clock.nowMicros() - clock.rebased(before.at())
                        < policy.firstLease().toMillis() * 1_000;
        return again && before != null ? Optional.of(before.enters()) : Optional.empty();
    }

    /** What somebody is told who was not let in; empty for a ticket that is worth nothing any more. */
    Optional<Due> stays(StreamPolicy policy, TicketToken token, RoomView view, StoreMode store, ClaimDecision answer) {
        if (answer instanceof ClaimDecision.Spent) {
            return Optional.empty();
        }
        if (answer instanceof ClaimDecision.NotYet) {
            return Optional.of(due(policy, token.asTold(), view, store, Standing.CALLED));
        }
        Standing why = answer instanceof ClaimDecision.StoreLost ? Standing.STORE_LOST : Standing.WAITING;
        return Optional.of(due(policy, token, view, store, why));
    }

    Due due(StreamPolicy policy, TicketToken token, RoomView view, StoreMode store, Standing turn) {
        // no position is shown that is higher than one before
        long ahead = Math.max(0, Math.min(view.ahead(token.ticket().number()), token.position() - 1));
        double rate = rate(view);
        if (turn == Standing.CALLED && view.active() >= view.capacity()) {
            // all places are taken: only who leaves makes one
            rate = Math.min(rate, Math.max(0, view.exitsPerSecond()));
        }
        Standing standing = turn;
        if (view.isRecovering()) {
            standing = Standing.RECOVERING;
        }
        if (store == StoreMode.LOST) {
            standing = Standing.STORE_LOST;
        }
        if (policy.gate() == Gate.HOLD) {
            standing = Standing.HOLD;
        } else if (policy.gate() == Gate.REJECT) {
            standing = Standing.REJECT;
        } else if (policy.gate() == Gate.MAINTENANCE) {
            standing = Standing.MAINTENANCE;
        }
        return new Due(standing, token.told(), token.returning(), ahead, rate, turn != Standing.WAITING);
    }

    /** How many go a second: those who are called, else those who leave; unknown while more are in than may be. */
    static double rate(RoomView view) {
        boolean over = view.active() > view.capacity() || view.capacity() == 0;
        if (over && view.incarnation() > 0) {
            return 0;
        }
        return view.callsPerSecond() > 0 ? view.callsPerSecond() : view.exitsPerSecond();
    }

    /** Whether somebody new sees room without asking the store. */
    static boolean hasRoom(StreamPolicy policy, RoomView view, StoreMode store) {
        if (store == StoreMode.LOST && letsInWithout(policy)) {
            return true;
        }
        if (view.isRecovering() || policy.gate() == Gate.HOLD || policy.gate() == Gate.MAINTENANCE) {
            return false;
        }
        if (policy.gate() == Gate.OPEN || view.incarnation() == 0) {
            return true;
        }
        // a place is kept for everybody who is called, and nobody new overtakes those who wait
        return view.waiting() == 0 && policy.capacity() - view.active() - view.eligible() > 0;
    }

    /** As how many places behind the front somebody tries again who got neither slot nor ticket. */
    static long positionOf(RoomView view, Refusal reason) {
        return reason == Refusal.FULL || reason == Refusal.REJECT ? view.waiting() + view.eligible() + 1 : 40;
    }

    /** Whether a time is a quarter of the wait, between the policy's shortest and longest interval, a tenth less at most. */
    static boolean isInterval(StreamPolicy policy, long position, double rate, Duration told) {
        double longest = Math.max(rate, 1) * 4 * policy.pollMax().toMillis() / 1e3 <= position
                ? (double) policy.pollMax().toMillis()
                : Math.max((double) policy.pollMin().toMillis(), position * 250.0 / Math.max(rate, 1));
        return told.toMillis() <= longest + 1e-6 && told.toMillis() > longest * 0.9 - 1.000001;
    }

    /** Whether a time is so many seconds, rounded up. */
    static boolean isRoundedUp(double seconds, Duration told) {
        return told.toSeconds() >= seconds * (1 - 1e-9) && told.toSeconds() < seconds * (1 + 1e-9) + 1;
    }

    /** The median of the wait, or nothing when nobody knows. */
    static double median(long position, double rate) {
        return position / rate;
    }

    /** What nine of ten stay below: 1.2816 standard deviations more, of so many calls and of a rate measured over 30 s. */
    static double ninetieth(long position, double rate) {
        double calls = Math.sqrt((double) position) / rate;
        double measured = median(position, rate) / Math.sqrt(30 * rate);
        return median(position, rate) + 1.2816 * Math.hypot(calls, measured);
    }

    private static boolean letsInWithout(StreamPolicy policy) {
        return policy.storeLoss() == StoreLoss.OPEN && policy.gate() != Gate.HOLD && policy.gate() != Gate.MAINTENANCE;
    }
}
