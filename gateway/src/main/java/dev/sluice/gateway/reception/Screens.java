package dev.sluice.gateway.reception;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.gateway.edge.EdgeRequest;
import dev.sluice.gateway.edge.Wish;
import dev.sluice.gateway.pages.ErrorPage;
import dev.sluice.gateway.pages.ListenPage;
import dev.sluice.gateway.pages.Page;
import dev.sluice.gateway.pages.Pages;
import dev.sluice.gateway.pages.Programme;
import dev.sluice.gateway.pages.Standing;
import dev.sluice.gateway.pages.WaitingPage;
import dev.sluice.gateway.reply.Problem;
import dev.sluice.gateway.reply.Reply;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people, apps and players read, each in its own form. */
final class Screens {

    private final Pages pages;
    private final Handout handout;

    Screens(Pages pages, Handout handout) {
        this.pages = pages;
        this.handout = handout;
    }

    /** A problem: a page for a browser, RFC 9457 for everybody else. */
    Reply problem(EdgeRequest request, @Nullable LivePolicy live, Problem problem) {
        if (Wish.of(request.headers()) != Wish.PAGE) {
            return problem.reply(request.client().requestId());
        }
        Programme programme = live == null ? null : Programme.of(live);
        return reply(pages.error(
                new ErrorPage(problem.status(), request.client().requestId(), programme, problem.retryAfter())));
    }

    Reply listen(LivePolicy live, AdmissionDecision.Held held) {
        boolean cookie = held.way() == Credentials.Way.COOKIE;
        return reply(pages.listen(ListenPage.of(live, cookie ? null : handout.text(live, held.token()))));
    }

    Reply waitingPage(Visit visit, AdmissionDecision.Waiting waiting) {
        LivePolicy live = visit.live();
        return reply(pages.waiting(new WaitingPage(
                Programme.of(live),
                waiting.waits().place(),
                waiting.waits().retryAfter(),
                visit.request().pathAndQuery(),
                waiting.cookieCame() ? null : handout.text(live, waiting.waits().token()))));
    }

    /** The stream is over. */
    Reply ended(Visit visit) {
        return switch (Wish.of(visit.request().headers())) {
            case PAGE -> reply(pages.ended(Programme.of(visit.live())));
            case DOCUMENT -> Documents.ended(visit.live());
            case PLAYER ->
                Problem.of(
                                410,
                                "ended",
                                "The stream has ended",
                                "This stream is over. Asking again will not bring it back.")
                        .with("stream", visit.stream().value())
                        .reply(visit.request().client().requestId());
        };
    }

    /** Neither slot nor ticket. */
    Reply refused(Visit visit, Wish wish, AdmissionDecision.Refused refused) {
        Programme programme = Programme.of(visit.live());
        return switch (wish) {
            case PAGE ->
                reply(
                        switch (refused.reason()) {
                            case MAINTENANCE -> pages.maintenance(programme, refused.retryAfter());
                            case STORE_LOST, RECOVERING -> pages.storeLost(programme, refused.retryAfter());
                            case FULL, REJECT, HOLD, ENDED -> pages.refused(programme, refused.retryAfter());
                        });
            case DOCUMENT -> document(visit, refused);
            case PLAYER -> busy(visit, refused);
        };
    }

    private Reply document(Visit visit, AdmissionDecision.Refused refused) {
        long seconds = Problem.seconds(refused.retryAfter());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("state", "refused");
        document.put("stream", visit.stream().value());
        document.put("reason", refused.reason().tag());
        document.put("retryAfter", seconds);
        if (visit.live().policy().message() != null) {
            document.put("message", visit.live().policy().message());
        }
        return Reply.document(503, document).with("Retry-After", Long.toString(seconds));
    }

    private static Reply busy(Visit visit, AdmissionDecision.Refused refused) {
        Problem problem = switch (refused.reason()) {
            case MAINTENANCE ->
                Problem.of(
                        503,
                        "maintenance",
                        "Closed for maintenance",
                        "The operator lets nobody new in for the moment. Try again later.");
            case STORE_LOST ->
                Problem.of(
                        503,
                        "store-lost",
                        "Nobody new can be let in right now",
                        "The gateway cannot reach its store, so it cannot tell whether there is room. Who listens"
                                + " already goes on. Try again in a moment.");
            case RECOVERING ->
                Problem.of(
                        503,
                        "recovering",
                        "The queue is being restored",
                        "The store lost its state, and those who listen are getting their places back. Nobody new is let in"
                                + " for the moment. Who listens goes on, and who has a ticket keeps the place.");
            case HOLD ->
                Problem.of(
                        503,
                        "hold",
                        "Everyone new waits",
                        "The operator lets nobody new in for the moment. Take a ticket where 'tickets' says (POST),"
                                + " and ask with it until it is called.");
            case REJECT ->
                Problem.of(
                        503,
                        "full",
                        "The stream is full",
                        "There is no free place, and this stream has no queue. Try again later.");
            case FULL, ENDED ->
                Problem.of(
                        503,
                        "waiting",
                        "The stream is full",
                        "There is no free place. Take a ticket where 'tickets' says (POST), and ask with it"
                                + " until it is called.");
        };
        boolean tickets = switch (visit.live().policy().gate()) {
            case REJECT, MAINTENANCE -> false;
            case OPEN, AUTO, HOLD -> true;
        };
        return (tickets ? ticketed(visit, problem) : ofStream(visit, problem))
                .retryAfter(refused.retryAfter())
                .reply(visit.request().client().requestId());
    }

    /** A player that has a ticket, and is not in yet. */
    Reply busy(Visit visit, AdmissionDecision.Waiting waiting) {
        Problem problem = Problem.of(
                        503,
                        "waiting",
                        "It is not your turn yet",
                        why(waiting.waits().place().standing())
                                + " Ask again after the time told; the ticket keeps its place.")
                .with("reason", waiting.waits().place().standing().reason());
        return ticketed(visit, problem)
                .retryAfter(waiting.waits().retryAfter())
                .reply(visit.request().client().requestId());
    }

    private static String why(Standing standing) {
        return switch (standing) {
            case WAITING -> "Your ticket waits.";
            case CALLED -> "Your ticket is called, and waits for the next free place.";
            case HOLD -> "The operator lets nobody new in for the moment.";
            case REJECT, MAINTENANCE -> "The operator lets nobody in from the queue for the moment.";
            case STORE_LOST -> "The gateway cannot reach its store, so nobody new can be let in right now.";
            case RECOVERING -> "The queue is being restored, and nobody new is let in meanwhile.";
        };
    }

    private static Problem ticketed(Visit visit, Problem problem) {
        return ofStream(visit, problem).with("tickets", visit.control("tickets"));
    }

    /** With what the operator has to say. */
    private static Problem ofStream(Visit visit, Problem problem) {
        Problem named = problem.with("stream", visit.stream().value());
        String message = visit.live().policy().message();
        return message == null ? named : named.with("message", message);
    }

    static Reply reply(Page page) {
        return Reply.of(page.status(), page.headers(), StandardCharsets.UTF_8.encode(page.html()));
    }
}
