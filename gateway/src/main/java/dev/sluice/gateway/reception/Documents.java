package dev.sluice.gateway.reception;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.PublicStatus;
import dev.sluice.config.policy.StreamState;
import dev.sluice.gateway.pages.Place;
import dev.sluice.gateway.pages.Standing;
import dev.sluice.gateway.reply.Problem;
import dev.sluice.gateway.reply.Reply;
import dev.sluice.gateway.token.SessionToken;
import dev.sluice.redis.waitingroom.RoomView;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The JSON documents of the public contract. */
final class Documents {

    private final Handout handout;

    Documents(Handout handout) {
        this.handout = handout;
    }

    /** Somebody is in: the session, and where to go. */
    Reply admitted(int status, Visit visit, SessionToken token, String url) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("state", "admitted");
        document.put("stream", visit.stream().value());
        document.put("session", handout.text(visit.live(), token));
        document.put("url", url);
        document.put("renewAfter", Problem.seconds(visit.live().policy().lease().dividedBy(3)));
        return Reply.document(status, document);
    }

    /** A ticket, where it stands, and when to ask again. */
    Reply ticket(int status, Visit visit, AdmissionDecision.Waiting waiting) {
        LivePolicy live = visit.live();
        Place place = waiting.waits().place();
        long seconds = Problem.seconds(waiting.waits().retryAfter());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("state", place.standing() == Standing.CALLED ? "called" : "waiting");
        document.put("stream", visit.stream().value());
        document.put("reason", place.standing().reason());
        document.put("position", place.position());
        document.put("ahead", place.ahead());
        if (place.estimatedWait() != null) {
            document.put(
                    "estimatedWait",
                    Map.of(
                            "p50", place.estimatedWait().p50().toString(),
                            "p90", place.estimatedWait().p90().toString()));
        }
        document.put("nextPollAt", waiting.waits().nextPollAt().toString());
        document.put("retryAfter", seconds);
        document.put("ticket", handout.text(live, waiting.waits().token()));
        document.put("url", visit.control("ticket"));
        if (live.policy().message() != null) {
            document.put("message", live.policy().message());
        }
        return Reply.document(status, document)
                .with("Retry-After", Long.toString(seconds))
                .with(handout.ticket(
                        live, visit.request().client(), waiting.waits().token()));
    }

    /** The stream is over. */
    static Reply ended(LivePolicy live) {
        return Reply.document(410, Map.of("state", "ended", "stream", live.id().value()));
    }

    /** What everybody may know. Cacheable for a second. */
    static Reply status(LivePolicy live, RoomView view) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("stream", live.id().value());
        document.put("state", live.policy().state() == StreamState.ENDED ? "ended" : "live");
        document.put("gate", live.policy().gate().name().toLowerCase(Locale.ROOT));
        document.put("nowServing", view.nowServing());
        if (live.policy().publicStatus() == PublicStatus.FULL) {
            document.put("active", view.active());
            document.put("capacity", view.capacity());
            document.put("waiting", view.waiting());
            document.put("rate", Math.round(view.callsPerSecond() * 100) / 100.0);
        }
        return Reply.document(200, document)
                .without("Cache-Control")
                .with("Cache-Control", "public, max-age=1")
                .with("Access-Control-Allow-Origin", "*");
    }
}
