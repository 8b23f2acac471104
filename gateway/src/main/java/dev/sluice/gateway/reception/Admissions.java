package dev.sluice.gateway.reception;

import dev.sluice.config.policy.Gate;
import dev.sluice.config.policy.LivePolicy;
import dev.sluice.gateway.admission.Hold;
import dev.sluice.gateway.admission.Holds;
import dev.sluice.gateway.admission.SessionDecision;
import dev.sluice.gateway.admission.Sessions;
import dev.sluice.gateway.admission.Use;
import dev.sluice.gateway.metrics.GatewayMeters;
import dev.sluice.gateway.metrics.Refusal;
import dev.sluice.gateway.reception.AdmissionDecision.Entered;
import dev.sluice.gateway.reception.AdmissionDecision.Held;
import dev.sluice.gateway.reception.AdmissionDecision.Refused;
import dev.sluice.gateway.reception.AdmissionDecision.Waiting;
import dev.sluice.gateway.reception.Credentials.Carried;
import dev.sluice.gateway.reception.Credentials.Way;
import dev.sluice.gateway.token.SessionToken;
import dev.sluice.gateway.token.TicketToken;
import dev.sluice.gateway.waitingroom.TicketDecision;
import dev.sluice.gateway.waitingroom.TicketDesk;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.SlotLedger;
import dev.sluice.redis.waitingroom.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Session, else ticket, else somebody new. */
final class Admissions {

    /** What somebody new can keep. */
    enum Keeps {
        /** A ticket. */
        TICKET,
        /** Nothing: it asks again as somebody new. */
        NOTHING
    }

    private final SlotLedger ledger;
    private final Sessions sessions;
    private final TicketDesk desk;
    private final Holds holds;
    private final GatewayMeters meters;
    private final Scheduler answers;

    /** What it asks about listeners. */
    record Listeners(Sessions sessions, TicketDesk tickets, Holds holds, GatewayMeters meters) {}

    /** Asks this ledger; what follows on its answers runs on {@code answers}, not on the store's own threads. */
    Admissions(SlotLedger ledger, Listeners listeners, Scheduler answers) {
        this.ledger = ledger;
        this.sessions = listeners.sessions();
        this.desk = listeners.tickets();
        this.holds = listeners.holds();
        this.meters = listeners.meters();
        this.answers = answers;
    }

    /** The first of the sessions that holds a slot. */
    Mono<Optional<Held>> session(LivePolicy live, Credentials credentials, Use use) {
        if (credentials.sessions().size() == 1) {
            Carried<SessionToken> only = credentials.sessions().get(0);
            return sessions.use(live, only.token(), use).map(decision -> held(decision, only.way()));
        }
        return Flux.fromIterable(credentials.sessions())
                .concatMap(carried ->
                        sessions.use(live, carried.token(), use).map(decision -> held(decision, carried.way())))
                .filter(Optional::isPresent)
                .next()
                .defaultIfEmpty(Optional.empty());
    }

    /** Whoever has no session: by the ticket, or as somebody new. */
    Mono<AdmissionDecision> enter(LivePolicy live, Credentials credentials, Keeps keeps) {
        return poll(live, credentials)
                .flatMap(decision -> decision.isPresent() ? Mono.just(decision.get()) : welcome(live, keeps));
    }

    /** The ticket, else that of somebody who listened until lately: empty when none is worth anything. */
    Mono<Optional<AdmissionDecision>> poll(LivePolicy live, Credentials credentials) {
        return Flux.fromIterable(tickets(live, credentials))
                .concatMap(ticket -> desk.ask(live, ticket.token()).map(decision -> polled(ticket, decision)))
                .filter(Optional::isPresent)
                .next()
                .defaultIfEmpty(Optional.empty());
    }

    private List<Carried<TicketToken>> tickets(LivePolicy live, Credentials credentials) {
        List<Carried<TicketToken>> tickets = new ArrayList<>(1);
        if (credentials.ticket() != null) {
            tickets.add(credentials.ticket());
        }
        for (Carried<SessionToken> session : credentials.sessions()) {
            sessions.returner(live, session.token())
                    .map(desk::ofReturner)
                    .ifPresent(ticket -> tickets.add(new Carried<>(ticket, session.way())));
        }
        return tickets;
    }

    private Optional<AdmissionDecision> polled(Carried<TicketToken> ticket, TicketDecision decision) {
        if (decision instanceof TicketDecision.Enters enters) {
            // not given back when undelivered: the ticket may claim again
            SessionToken token = sessions.begin(enters.slot(), enters.acceptedAtMicros());
            return Optional.of(new Entered(token, Hold.NONE, ticket.way()));
        }
        return decision instanceof TicketDecision.Waits waits
                ? Optional.of(new Waiting(waits, ticket.way() == Way.COOKIE))
                : Optional.empty();
    }

    /** What somebody is told who asks only whether there is room. */
    Refused full(LivePolicy live) {
        Refusal reason = why(live);
        return new Refused(reason, desk.retryAfter(live, reason));
    }

    /** Why nobody new gets in, where there is no room. */
    private Refusal why(LivePolicy live) {
        return switch (live.policy().gate()) {
            case MAINTENANCE -> Refusal.MAINTENANCE;
            case HOLD -> Refusal.HOLD;
            case OPEN, AUTO, REJECT -> {
                if (desk.isStoreLost()) {
                    yield Refusal.STORE_LOST;
                }
                if (desk.isRecovering(live)) {
                    yield Refusal.RECOVERING;
                }
                yield live.policy().gate() == Gate.REJECT ? Refusal.REJECT : Refusal.FULL;
            }
        };
    }

    /** Why the store gave neither slot nor ticket: of two gates that it knows, the policy may already have another. */
    private static Refusal byGate(LivePolicy live) {
        return switch (live.policy().gate()) {
            case MAINTENANCE -> Refusal.MAINTENANCE;
            case OPEN, AUTO, HOLD, REJECT -> Refusal.REJECT;
        };
    }

    /** Counts somebody who came to a stream that is over. */
    void ended(LivePolicy live) {
        meters.refused(live.id(), Refusal.ENDED);
    }

    private Mono<AdmissionDecision> welcome(LivePolicy live, Keeps keeps) {
        if (live.policy().gate() == Gate.MAINTENANCE) {
            return Mono.just(refused(live, Refusal.MAINTENANCE));
        }
        if (keeps == Keeps.NOTHING && !desk.hasRoom(live)) {
            return Mono.just(refused(live, why(live)));
        }
        return Mono.defer(() -> Mono.fromFuture(ledger.admit(live).toCompletableFuture(), true))
                .publishOn(answers)
                .doOnDiscard(AdmitDecision.Granted.class, unwanted -> ledger.release(live, unwanted.slot()))
                .map(answer -> answered(live, keeps, answer));
    }

    private AdmissionDecision answered(LivePolicy live, Keeps keeps, AdmitDecision answer) {
        if (answer instanceof AdmitDecision.Granted granted) {
            meters.arrived(live.id());
            meters.granted(live.id());
            SessionToken token = sessions.begin(granted.slot(), granted.acceptedAtMicros());
            return new Entered(token, holds.untilDelivered(live, token), null);
        }
        if (answer instanceof AdmitDecision.Queued queued) {
            if (keeps == Keeps.TICKET) {
                meters.arrived(live.id());
                return new Waiting(desk.issue(live, queued), false);
            }
            desk.forget(live, new Ticket(queued.incarnation(), queued.number()));
            return refused(live, Refusal.FULL);
        }
        return refused(live, answer instanceof AdmitDecision.StoreLost ? Refusal.STORE_LOST : byGate(live));
    }

    private Refused refused(LivePolicy live, Refusal why) {
        boolean noRoom = why == Refusal.FULL || why == Refusal.REJECT;
        Refusal reason = noRoom && desk.isRecovering(live) ? Refusal.RECOVERING : why;
        meters.refused(live.id(), reason);
        return new Refused(reason, desk.retryAfter(live, reason));
    }

    private static Optional<Held> held(SessionDecision decision, Way way) {
        if (decision instanceof SessionDecision.Valid valid) {
            return Optional.of(new Held(valid.token(), false, way));
        }
        return decision instanceof SessionDecision.Renewed renewed
                ? Optional.of(new Held(renewed.token(), true, way))
                : Optional.empty();
    }
}
