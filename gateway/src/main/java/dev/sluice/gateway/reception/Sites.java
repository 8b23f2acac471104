package dev.sluice.gateway.reception;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.gateway.edge.EdgeRequest;
import dev.sluice.gateway.reply.Field;
import dev.sluice.gateway.reply.Reply;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which sites' pages may do what: CORS with credentials, and writes that a cookie vouches for. */
final class Sites {

    private final Optional<String> publicSite;

    /**
     * Knows ours.
     *
     * @param publicSite scheme, host and port under which listeners reach the gateway, if configured
     */
    Sites(Optional<String> publicSite) {
        this.publicSite = publicSite.map(site -> site.toLowerCase(Locale.ROOT));
    }

    /** The fields that let another site's page read an answer; none for sites that are not the stream's. */
    List<Field> shared(EdgeRequest request, LivePolicy live) {
        Optional<String> origin = request.headers().first("Origin");
        if (live.policy().sites().isEmpty()) {
            return List.of();
        }
        Field vary = new Field("Vary", "Origin");
        if (origin.isEmpty() || !listed(origin.get(), live)) {
            return List.of(vary);
        }
        return List.of(
                vary,
                new Field("Access-Control-Allow-Origin", origin.get()),
                new Field("Access-Control-Allow-Credentials", "true"),
                new Field(
                        "Access-Control-Expose-Headers",
                        Credentials.SESSION_HEADER + ", " + Credentials.TICKET_HEADER
                                + ", Retry-After, X-Request-Id, Content-Length, Content-Range"));
    }

    /** The answer to {@code OPTIONS}; {@link #shared} says whether it allows anything. */
    Reply options(EdgeRequest request, LivePolicy live, String methods) {
        Reply reply = Reply.empty(204).with("Allow", methods);
        boolean asked = request.headers().first("Access-Control-Request-Method").isPresent();
        boolean allowed = request.headers()
                .first("Origin")
                .filter(origin -> listed(origin, live))
                .isPresent();
        if (!asked || !allowed) {
            return reply;
        }
        return reply.with("Access-Control-Allow-Methods", methods)
                .with(
                        "Access-Control-Allow-Headers",
                        Credentials.SESSION_HEADER + ", " + Credentials.TICKET_HEADER
                                + ", Accept, Content-Type, Range, Cache-Control, Pragma, traceparent")
                .with("Access-Control-Max-Age", "600");
    }

    /**
     * Whether a write is the listener's own wish. A token in the query or a header is: no other site can know it. A
     * cookie comes with every request, so it needs an {@code Origin} of ours, or of the stream's list.
     */
    boolean mayWrite(Visit visit, Optional<Credentials.Way> by) {
        if (by.isPresent() && by.get() != Credentials.Way.COOKIE) {
            return true;
        }
        Optional<String> origin = visit.request().headers().first("Origin");
        if (origin.isEmpty()) {
            return by.isEmpty() && !visit.credentials().cookies();
        }
        return ours(origin.get(), visit.request()) || listed(origin.get(), visit.live());
    }

    private boolean ours(String origin, EdgeRequest request) {
        String small = origin.toLowerCase(Locale.ROOT);
        return small.equals(request.client().site().toLowerCase(Locale.ROOT))
                || publicSite.filter(small::equals).isPresent();
    }

    private static boolean listed(String origin, LivePolicy live) {
        return live.policy().sites().contains(origin.toLowerCase(Locale.ROOT));
    }
}
