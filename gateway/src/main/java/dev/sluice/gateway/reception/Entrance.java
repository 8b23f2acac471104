package dev.sluice.gateway.reception;

import dev.sluice.gateway.edge.QueryToken;
import dev.sluice.gateway.edge.Wish;
import dev.sluice.gateway.reception.AdmissionDecision.Entered;
import dev.sluice.gateway.reception.AdmissionDecision.Refused;
import dev.sluice.gateway.reception.AdmissionDecision.Waiting;
import dev.sluice.gateway.reception.Admissions.Keeps;
import dev.sluice.gateway.reception.Decision.Answer;
import dev.sluice.gateway.reply.Reply;
import dev.sluice.gateway.token.SessionToken;
import dev.sluice.redis.store.StoreClock;
import reactor.core.publisher.Mono;

/** Lets browsers and apps in, or gives them a ticket. */
final class Entrance {

    private final Admissions admissions;
    private final Screens screens;
    private final Documents documents;
    private final Handout handout;
    private final StoreClock clock;

    Entrance(Admissions admissions, Screens screens, Documents documents, Handout handout, StoreClock clock) {
        this.admissions = admissions;
        this.screens = screens;
        this.documents = documents;
        this.handout = handout;
        this.clock = clock;
    }

    Screens screens() {
        return screens;
    }

    Handout handout() {
        return handout;
    }

    /** For whoever has no session and wants a page or a document. */
    Mono<Decision> enter(Visit visit, Wish wish) {
        return admissions
                .enter(visit.live(), visit.credentials(), Keeps.TICKET)
                .map(decision -> answer(visit, wish, decision));
    }

    /** The cookie did not come back: the session goes into the URL. */
    Decision withToken(Visit visit, SessionToken token) {
        String url = QueryToken.addTo(visit.request().pathAndQuery(), handout.text(visit.live(), token));
        return Answer.of(Reply.empty(303).with("Location", url));
    }

    private Decision answer(Visit visit, Wish wish, AdmissionDecision decision) {
        if (decision instanceof Entered entered) {
            Reply reply = wish == Wish.PAGE
                    ? redirect(visit, entered)
                    : documents.admitted(
                            200, visit, entered.token(), visit.request().pathAndQuery());
            return new Answer(reply.with(handout.entered(visit, entered.token())), entered.undo());
        }
        if (decision instanceof Waiting waiting) {
            return Answer.of(
                    wish == Wish.PAGE
                            ? screens.waitingPage(visit, waiting)
                                    .with(handout.ticket(
                                            visit.live(),
                                            visit.request().client(),
                                            waiting.waits().token()))
                            : documents.ticket(200, visit, waiting));
        }
        return Answer.of(screens.refused(visit, wish, (Refused) decision));
    }

    private Reply redirect(Visit visit, Entered entered) {
        String check = handout.check(visit.live(), entered.token(), clock.nowMicros());
        return Reply.empty(303)
                .with("Location", QueryToken.addTo(visit.request().pathAndQuery(), check))
                .with("X-Robots-Tag", "noindex");
    }
}
