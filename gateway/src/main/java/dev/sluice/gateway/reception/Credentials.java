package dev.sluice.gateway.reception;

import dev.sluice.config.policy.StreamId;
import dev.sluice.gateway.edge.EdgeRequest;
import dev.sluice.gateway.token.SessionToken;
import dev.sluice.gateway.token.TicketToken;
import dev.sluice.gateway.token.Tokens;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that came with a request and opened.
 *
 * @param session the session; null without one
 * @param ticket the ticket; null without one
 * @param cookies whether the request carried any cookie of this stream, opened or not
 */
record Credentials(
        @Nullable Carried<SessionToken> session, @Nullable Carried<TicketToken> ticket, boolean cookies) {

    static final String SESSION_HEADER = "Sluice-Session";
    static final String TICKET_HEADER = "Sluice-Ticket";

    /** How a token came. */
    enum Way {
        QUERY,
        /** In the query, as the check of a redirect: the cookie did not come back. */
        CHECK,
        HEADER,
        COOKIE
    }

    /** A token, and how it came. */
    record Carried<T>(T token, Way way) {}

    static String sessionCookie(StreamId stream) {
        return "sluice-s-" + stream;
    }

    static String ticketCookie(StreamId stream) {
        return "sluice-t-" + stream;
    }

    static Credentials read(EdgeRequest request, StreamId stream, Tokens tokens, long nowMicros) {
        String sessionCookie = request.headers().cookie(sessionCookie(stream)).orElse(null);
        String ticketCookie = request.headers().cookie(ticketCookie(stream)).orElse(null);
        return new Credentials(
                session(request, sessionCookie, stream, tokens, nowMicros),
                ticket(request, ticketCookie, stream, tokens),
                sessionCookie != null || ticketCookie != null);
    }

    private static @Nullable Carried<SessionToken> session(
            EdgeRequest request, @Nullable String cookie, StreamId stream, Tokens tokens, long nowMicros) {
        String query = request.token();
        String header = request.headers().first(SESSION_HEADER).orElse(null);
        SessionToken found =
                open(query, text -> tokens.openSession(stream, text, nowMicros).orElse(null));
        if (found != null) {
            return new Carried<>(found, Way.QUERY);
        }
        found = open(header, text -> tokens.openSession(stream, text, nowMicros).orElse(null));
        if (found != null) {
            return new Carried<>(found, Way.HEADER);
        }
        found = open(cookie, text -> tokens.openSession(stream, text, nowMicros).orElse(null));
        if (found != null) {
            return new Carried<>(found, Way.COOKIE);
        }
        found = open(query, text -> tokens.openCheck(stream, text, nowMicros).orElse(null));
        return found == null ? null : new Carried<>(found, Way.CHECK);
    }

    private static @Nullable Carried<TicketToken> ticket(
            EdgeRequest request, @Nullable String cookie, StreamId stream, Tokens tokens) {
        TicketToken found =
                open(request.token(), text -> tokens.openTicket(stream, text).orElse(null));
        if (found != null) {
            return new Carried<>(found, Way.QUERY);
        }
        String header = request.headers().first(TICKET_HEADER).orElse(null);
        found = open(header, text -> tokens.openTicket(stream, text).orElse(null));
        if (found != null) {
            return new Carried<>(found, Way.HEADER);
        }
        found = open(cookie, text -> tokens.openTicket(stream, text).orElse(null));
        return found == null ? null : new Carried<>(found, Way.COOKIE);
    }

    private interface Opener<T> {
        @Nullable
        T open(String text);
    }

    private static <T> @Nullable T open(@Nullable String text, Opener<T> opener) {
        return text == null ? null : opener.open(text);
    }
}
