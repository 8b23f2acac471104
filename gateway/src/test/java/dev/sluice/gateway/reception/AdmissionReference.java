package dev.sluice.gateway.reception;

import dev.sluice.config.policy.Gate;
import dev.sluice.config.policy.StoreLoss;
import dev.sluice.config.policy.StreamPolicy;
import dev.sluice.gateway.metrics.Refusal;
import dev.sluice.gateway.reception.Admissions.Keeps;
import dev.sluice.gateway.reception.Credentials.Way;
import dev.sluice.redis.store.StoreMode;
import dev.sluice.redis.waitingroom.RoomView;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a request, once more as the design has it (sections 1, 4, 5 and 7): a session that holds its slot; else a
 * ticket; else the ticket of somebody who listened until lately; else somebody new.
 */
final class AdmissionReference {

    private AdmissionReference() {}

    /** What a session is worth. */
    enum Worth {
        /** Accepted a moment ago: nothing is asked. */
        FRESH(true, true),
        /** The store renews it. */
        RENEWED(true, true),
        /** The store knows nothing of it, but it was heard lately. */
        LOST_LATELY(false, true),
        /** It was heard too long ago. */
        LOST_LONG_AGO(false, false),
        /** Nobody was ever heard playing. */
        NEVER_HEARD(false, false);

        final boolean holds;
        final boolean mayReturn;

        Worth(boolean holds, boolean mayReturn) {
            this.holds = holds;
            this.mayReturn = mayReturn;
        }
    }

    /** What the store says to a ticket that asks. */
    enum Turn {
        ENTERS,
        NOT_YET,
        SPENT
    }

    /** What the store says to somebody new. */
    enum Welcome {
        GRANTED,
        QUEUED,
        REFUSED,
        LOST
    }

    record Session(Worth worth, Way way, Turn asReturner) {}

    record Ticket(Turn turn, Way way) {}

    /** Somebody, and what the store would say. */
    record Visitor(List<Session> sessions, Optional<Ticket> ticket, Keeps keeps, Welcome welcome) {}

    /** The state of things. */
    record Scene(StreamPolicy policy, RoomView view, StoreMode store) {

        boolean letsInWithoutStore() {
            return store == StoreMode.LOST
                    && policy.storeLoss() == StoreLoss.OPEN
                    && policy.gate() != Gate.HOLD
                    && policy.gate() != Gate.MAINTENANCE;
        }

        boolean showsRoom() {
            if (letsInWithoutStore()) {
                return true;
            }
            if (view.isRecovering()) {
                return false;
            }
            return switch (policy.gate()) {
                case OPEN -> true;
                case HOLD, MAINTENANCE -> false;
                case AUTO, REJECT ->
                    view.incarnation() == 0
                            || (view.waiting() == 0 && view.active() + view.eligible() + 1 <= policy.capacity());
            };
        }

        /** Why somebody is refused, before anybody asks. */
        Refusal why() {
            if (policy.gate() == Gate.MAINTENANCE) {
                return Refusal.MAINTENANCE;
            }
            if (policy.gate() == Gate.HOLD) {
                return Refusal.HOLD;
            }
            if (store == StoreMode.LOST) {
                return Refusal.STORE_LOST;
            }
            return policy.gate() == Gate.REJECT ? noRoom(Refusal.REJECT) : noRoom(Refusal.FULL);
        }

        /** In a recovery nobody enters, whatever the room: that is the reason. */
        Refusal noRoom(Refusal reason) {
            return view.isRecovering() ? Refusal.RECOVERING : reason;
        }
    }

    /** In words. */
    static String due(Scene scene, Visitor visitor) {
        for (Session session : visitor.sessions()) {
            if (session.worth().holds) {
                return "held " + session.way();
            }
        }
        if (visitor.ticket().isPresent() && visitor.ticket().get().turn() != Turn.SPENT) {
            return turn(visitor.ticket().get().turn(), visitor.ticket().get().way());
        }
        for (Session session : visitor.sessions()) {
            if (session.worth().mayReturn && session.asReturner() != Turn.SPENT) {
                return turn(session.asReturner(), session.way());
            }
        }
        return newcomer(scene, visitor);
    }

    /** Whether the store is asked about somebody new. */
    static boolean isAsked(Scene scene, Visitor visitor) {
        return scene.policy().gate() != Gate.MAINTENANCE && (visitor.keeps() == Keeps.TICKET || scene.showsRoom());
    }

    private static String newcomer(Scene scene, Visitor visitor) {
        if (!isAsked(scene, visitor)) {
            return "refused " + scene.why();
        }
        return switch (visitor.welcome()) {
            case GRANTED -> "entered as newcomer";
            case QUEUED ->
                // a player keeps no ticket: each of its tries would leave a ghost in the queue
                visitor.keeps() == Keeps.TICKET ? "waits as newcomer" : "refused " + scene.noRoom(Refusal.FULL);
            case REFUSED -> "refused " + scene.noRoom(Refusal.REJECT);
            case LOST -> "refused " + Refusal.STORE_LOST;
        };
    }

    private static String turn(Turn turn, Way way) {
        return (turn == Turn.ENTERS ? "entered by " : "waits with ") + way;
    }
}
