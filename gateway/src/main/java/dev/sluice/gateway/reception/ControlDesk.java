package dev.sluice.gateway.reception;

import dev.sluice.config.policy.StreamState;
import dev.sluice.gateway.admission.Sessions;
import dev.sluice.gateway.admission.Use;
import dev.sluice.gateway.edge.Target;
import dev.sluice.gateway.edge.Wish;
import dev.sluice.gateway.reception.AdmissionDecision.Entered;
import dev.sluice.gateway.reception.AdmissionDecision.Held;
import dev.sluice.gateway.reception.AdmissionDecision.Refused;
import dev.sluice.gateway.reception.AdmissionDecision.Waiting;
import dev.sluice.gateway.reception.Admissions.Keeps;
import dev.sluice.gateway.reception.Credentials.Carried;
import dev.sluice.gateway.reception.Credentials.Way;
import dev.sluice.gateway.reception.Decision.Answer;
import dev.sluice.gateway.reply.Problem;
import dev.sluice.gateway.reply.Reply;
import dev.sluice.gateway.token.SessionToken;
import dev.sluice.gateway.token.TicketToken;
import dev.sluice.gateway.waitingroom.TicketDesk;
import dev.sluice.redis.waitingroom.WaitingRoom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The gateway's interface to a stream, {@code /.sluice/{stream}/…}. */
final class ControlDesk {

    private static final Map<String, String> METHODS = Map.of(
            "tickets", "POST, OPTIONS",
            "ticket", "GET, HEAD, DELETE, OPTIONS",
            "session", "POST, DELETE, OPTIONS",
            "session/closing", "POST, OPTIONS",
            "status", "GET, HEAD, OPTIONS");

    private final Admissions admissions;
    private final Sessions sessions;
    private final TicketDesk tickets;
    private final WaitingRoom room;
    private final Front front;

    /** What answers are made of. */
    record Front(Screens screens, Documents documents, Handout handout, Sites sites) {}

    ControlDesk(Admissions admissions, Sessions sessions, TicketDesk tickets, WaitingRoom room, Front front) {
        this.admissions = admissions;
        this.sessions = sessions;
        this.tickets = tickets;
        this.room = room;
        this.front = front;
    }

    Mono<Decision> decide(Visit visit, Target.Control control) {
        String methods = METHODS.get(control.name());
        if (methods == null) {
            return answer(problem(
                    visit,
                    Problem.of(
                            404,
                            "unknown-path",
                            "There is nothing here",
                            "The gateway has tickets, ticket, session, session/closing and status for a stream.")));
        }
        if (visit.is("OPTIONS")) {
            return answer(front.sites().options(visit.request(), visit.live(), methods));
        }
        if (!(", " + methods + ",").contains(" " + visit.request().method() + ",")) {
            return answer(problem(visit, MediaRules.notAllowed(methods)).with("Allow", methods));
        }
        boolean over = visit.live().policy().state() == StreamState.ENDED;
        return switch (control.name() + " " + visit.request().method()) {
            case "status GET", "status HEAD" -> answer(Documents.status(visit.live(), room.view(visit.live())));
            case "session DELETE" -> guarded(visit, way(visit.credentials().session()), () -> leave(visit));
            case "session/closing POST" ->
                guarded(visit, way(visit.credentials().session()), () -> closing(visit));
            case "ticket DELETE" -> guarded(visit, way(visit.credentials().ticket()), () -> giveUp(visit));
            case "tickets POST" -> over ? came(visit) : guarded(visit, joinedBy(visit), () -> join(visit));
            case "session POST" ->
                over ? ended(visit) : guarded(visit, way(visit.credentials().session()), () -> stillHere(visit));
            default -> over ? ended(visit) : poll(visit);
        };
    }

    private Mono<Decision> join(Visit visit) {
        return admissions
                .session(visit.live(), visit.credentials(), Use.LOOK)
                .flatMap(held -> held.isPresent()
                        ? Mono.just(in(201, visit, held.get()))
                        : admissions
                                .enter(visit.live(), visit.credentials(), Keeps.TICKET)
                                .map(decision -> joined(visit, decision)));
    }

    private Decision joined(Visit visit, AdmissionDecision decision) {
        if (decision instanceof Entered entered) {
            return entered(201, visit, entered);
        }
        if (decision instanceof Waiting waiting) {
            return Answer.of(front.documents().ticket(201, visit, waiting));
        }
        return Answer.of(front.screens().refused(visit, Wish.DOCUMENT, (Refused) decision));
    }

    private Mono<Decision> poll(Visit visit) {
        if (visit.is("HEAD")) {
            return answer(Reply.empty(200));
        }
        return admissions.session(visit.live(), visit.credentials(), Use.LOOK).flatMap(held -> {
            if (held.isPresent()) {
                return Mono.just(in(200, visit, held.get()));
            }
            return admissions
                    .poll(visit.live(), visit.credentials())
                    .map(found ->
                            found.map(decision -> polled(visit, decision)).orElseGet(() -> Answer.of(noTicket(visit))));
        });
    }

    private Decision polled(Visit visit, AdmissionDecision decision) {
        return decision instanceof Entered entered
                ? entered(200, visit, entered)
                : Answer.of(front.documents().ticket(200, visit, (Waiting) decision));
    }

    private Mono<Decision> stillHere(Visit visit) {
        return admissions
                .session(visit.live(), visit.credentials(), Use.PLAY)
                .map(held -> held.map(found -> in(200, visit, found)).orElseGet(() -> Answer.of(noSession(visit))));
    }

    private Mono<Decision> leave(Visit visit) {
        Carried<SessionToken> session = visit.credentials().session();
        Reply gone = Reply.empty(204)
                .with(List.of(
                        front.handout().clear(visit, Credentials.sessionCookie(visit.stream())),
                        front.handout().clear(visit, Credentials.ticketCookie(visit.stream()))));
        if (session == null) {
            return answer(gone);
        }
        return sessions.leave(visit.live(), session.token()).then(answer(gone));
    }

    private Mono<Decision> closing(Visit visit) {
        Carried<SessionToken> session = visit.credentials().session();
        if (session == null) {
            return answer(Reply.empty(204));
        }
        return sessions.close(visit.live(), session.token()).map(token -> {
            Reply closed = Reply.empty(204);
            if (session.way() != Way.COOKIE) {
                return Answer.of(closed);
            }
            String text = front.handout().text(visit.live(), token);
            return Answer.of(closed.with(List.of(
                    front.handout().sessionCookie(visit.live(), visit.request().client(), text))));
        });
    }

    private Mono<Decision> giveUp(Visit visit) {
        Carried<TicketToken> ticket = visit.credentials().ticket();
        Reply gone =
                Reply.empty(204).with(List.of(front.handout().clear(visit, Credentials.ticketCookie(visit.stream()))));
        return ticket == null
                ? answer(gone)
                : tickets.leave(visit.live(), ticket.token()).then(answer(gone));
    }

    private Decision in(int status, Visit visit, Held held) {
        return Answer.of(front.documents()
                .admitted(status, visit, held.token(), visit.play())
                .with(front.handout().renewed(visit.live(), visit.request().client(), held)));
    }

    private Decision entered(int status, Visit visit, Entered entered) {
        return new Answer(
                front.documents()
                        .admitted(status, visit, entered.token(), visit.play())
                        .with(front.handout().entered(visit, entered.token())),
                entered.undo());
    }

    private interface Action {
        Mono<Decision> run();
    }

    private Mono<Decision> guarded(Visit visit, Optional<Way> by, Action action) {
        if (front.sites().mayWrite(visit, by)) {
            return action.run();
        }
        return answer(problem(
                visit,
                Problem.of(
                        403,
                        "foreign-site",
                        "Not from this site",
                        "A cookie alone does not allow this: the request needs an Origin of this gateway or of the stream's"
                                + " 'sites'. Behind a proxy that ends TLS, list it in sluice.trusted-proxies.")));
    }

    /** Somebody new came to a stream that is over. */
    private Mono<Decision> came(Visit visit) {
        admissions.ended(visit.live());
        return ended(visit);
    }

    private Mono<Decision> ended(Visit visit) {
        return answer(Documents.ended(visit.live()));
    }

    private Reply noTicket(Visit visit) {
        return problem(
                visit,
                Problem.of(
                                401,
                                "unknown-ticket",
                                "No such ticket",
                                "The request has no ticket, or one that is worth nothing any more: it was used, given up, or not"
                                        + " asked with for too long. Join again where 'tickets' says.")
                        .with("tickets", visit.control("tickets")));
    }

    private Reply noSession(Visit visit) {
        return problem(
                visit,
                Problem.of(
                                401,
                                "unknown-session",
                                "No such session",
                                "The request has no session, or one whose slot is gone. Join again where 'tickets' says.")
                        .with("tickets", visit.control("tickets")));
    }

    private static Reply problem(Visit visit, Problem problem) {
        return problem.with("stream", visit.stream().value())
                .reply(visit.request().client().requestId());
    }

    private static Optional<Way> joinedBy(Visit visit) {
        Optional<Way> session = way(visit.credentials().session());
        return session.isPresent() ? session : way(visit.credentials().ticket());
    }

    private static Optional<Way> way(@Nullable Carried<?> carried) {
        return Optional.ofNullable(carried).map(Carried::way);
    }

    private static Mono<Decision> answer(Reply reply) {
        return Mono.just(Answer.of(reply));
    }
}
