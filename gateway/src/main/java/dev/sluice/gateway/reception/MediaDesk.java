package dev.sluice.gateway.reception;

import dev.sluice.gateway.admission.Holds;
import dev.sluice.gateway.admission.Use;
import dev.sluice.gateway.edge.EdgeRequest;
import dev.sluice.gateway.edge.QueryToken;
import dev.sluice.gateway.edge.RequestClass;
import dev.sluice.gateway.edge.Target;
import dev.sluice.gateway.edge.Wish;
import dev.sluice.gateway.reception.AdmissionDecision.Entered;
import dev.sluice.gateway.reception.AdmissionDecision.Held;
import dev.sluice.gateway.reception.AdmissionDecision.Refused;
import dev.sluice.gateway.reception.AdmissionDecision.Waiting;
import dev.sluice.gateway.reception.Admissions.Keeps;
import dev.sluice.gateway.reception.Credentials.Way;
import dev.sluice.gateway.reception.Decision.Answer;
import dev.sluice.gateway.reception.Decision.Forward;
import dev.sluice.gateway.reply.Field;
import dev.sluice.gateway.reply.Reply;
import dev.sluice.gateway.waitingroom.TicketDesk;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/** The stream itself: {@code /live/{stream}/…}, its own hosts and prefixes. */
final class MediaDesk {

    private final Admissions admissions;
    private final TicketDesk tickets;
    private final Holds holds;
    private final Entrance entrance;
    private final Handout handout;

    MediaDesk(Admissions admissions, TicketDesk tickets, Holds holds, Entrance entrance, Handout handout) {
        this.admissions = admissions;
        this.tickets = tickets;
        this.holds = holds;
        this.entrance = entrance;
        this.handout = handout;
    }

    Mono<Decision> decide(Visit visit, Target.Media media) {
        RequestClass kind = RequestClass.of(visit.live().policy(), media.path());
        Use use = kind == RequestClass.SEGMENT && visit.is("GET") ? Use.PLAY : Use.LOOK;
        return admissions.session(visit.live(), visit.credentials(), use).flatMap(held -> {
            if (held.isPresent()) {
                return Mono.just(served(visit, media, held.get()));
            }
            if (visit.is("HEAD")) {
                return Mono.just(looked(visit, kind));
            }
            Wish wish = visit.is("GET") ? Wish.of(visit.request().headers()) : Wish.PLAYER;
            return wish == Wish.PLAYER
                    ? admissions
                            .enter(visit.live(), visit.credentials(), Keeps.NOTHING)
                            .map(decision -> player(visit, media, kind, decision))
                    : entrance.enter(visit, wish);
        });
    }

    private Decision served(Visit visit, Target.Media media, Held held) {
        if (held.way() == Way.CHECK
                && visit.is("GET")
                && Wish.of(visit.request().headers()) == Wish.PAGE) {
            return entrance.withToken(visit, held.token());
        }
        List<Field> fields =
                new ArrayList<>(handout.renewed(visit.live(), visit.request().client(), held));
        if (!fields.isEmpty()) {
            fields.add(Reply.PRIVATE);
        }
        Embedding embedding = null;
        if (held.way() == Way.QUERY || held.way() == Way.CHECK) {
            fields.add(Reply.NO_REFERRER);
            embedding = embedding(visit, handout.text(visit.live(), held.token()), Embedding.Kind.KEEP);
        }
        return new Forward(
                media,
                visit.request().client(),
                url(visit.request(), media),
                fields,
                embedding,
                holds.whileFlowing(visit.live(), held.token()));
    }

    /** A player: each of its reloads has to be the same session. */
    private Decision player(Visit visit, Target.Media media, RequestClass kind, AdmissionDecision decision) {
        if (decision instanceof Entered entered) {
            if (entered.way() == Way.COOKIE || entered.way() == Way.HEADER) {
                return goesOn(visit, media, entered);
            }
            String token = handout.text(visit.live(), entered.token());
            if (kind == RequestClass.PLAYLIST) {
                return new Forward(
                        media,
                        visit.request().client(),
                        url(visit.request(), media),
                        List.of(Reply.PRIVATE, Reply.NO_REFERRER),
                        embedding(visit, token, Embedding.Kind.HAND_OUT),
                        entered.undo());
            }
            if (entered.way() != null) {
                String url = QueryToken.addTo(visit.request().pathAndQuery(), token);
                return new Answer(Reply.empty(307).with("Location", url), entered.undo());
            }
            return new Forward(
                    media,
                    visit.request().client(),
                    url(visit.request(), media),
                    List.of(Reply.PRIVATE),
                    null,
                    holds.forOneBody(visit.live(), entered.token()));
        }
        if (decision instanceof Waiting waiting) {
            return Answer.of(entrance.screens().busy(visit, waiting));
        }
        return Answer.of(entrance.screens().refused(visit, Wish.PLAYER, (Refused) decision));
    }

    /** What it keeps its tokens in, it keeps this one in, too: it need not see that its session is another now. */
    private Decision goesOn(Visit visit, Target.Media media, Entered entered) {
        List<Field> fields = new ArrayList<>(handout.entered(visit, entered.token()));
        fields.add(Reply.PRIVATE);
        return new Forward(
                media,
                visit.request().client(),
                url(visit.request(), media),
                fields,
                null,
                holds.whileFlowing(visit.live(), entered.token()));
    }

    /** {@code HEAD} takes neither slot nor ticket: it tells whether a player would be let in. Of the origin's answer, it knows nothing. */
    private Decision looked(Visit visit, RequestClass kind) {
        if (tickets.hasRoom(visit.live())) {
            Reply there = Reply.empty(200);
            return Answer.of(
                    kind == RequestClass.PLAYLIST && visit.request().path().endsWith(".m3u8")
                            ? there.with("Content-Type", "application/vnd.apple.mpegurl")
                            : there);
        }
        return Answer.of(entrance.screens().refused(visit, Wish.PLAYER, admissions.full(visit.live())));
    }

    private static Embedding embedding(Visit visit, String token, Embedding.Kind kind) {
        return new Embedding(token, visit.request().pathAndQuery(), kind);
    }

    private static String url(EdgeRequest request, Target.Media media) {
        return request.query() == null ? media.path() : media.path() + "?" + request.query();
    }
}
