package dev.sluice.gateway.reception;

import dev.sluice.config.policy.StreamId;
import dev.sluice.gateway.edge.EdgeRequest;
import dev.sluice.gateway.token.SessionToken;
import dev.sluice.gateway.token.TicketToken;
import dev.sluice.gateway.token.Tokens;
import dev.sluice.redis.store.StoreClock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that came with a request and opened.
 *
 * @param sessions the sessions, in the order of query, header and cookie; the check of a redirect last
 * @param ticket the ticket; null without one
 * @param cookies whether the request carried any cookie of this stream, opened or not
 */
record Credentials(
        List<Carried<SessionToken>> sessions, @Nullable Carried<TicketToken> ticket, boolean cookies) {

    Credentials {
        sessions = List.copyOf(sessions);
    }

    /** The session that counts where only one can; null without one. */
    @Nullable
    Carried<SessionToken> session() {
        return sessions.isEmpty() ? null : sessions.get(0);
    }

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

    static Credentials read(EdgeRequest request, StreamId stream, Tokens tokens, StoreClock clock) {
        String sessionCookie = request.headers().cookie(sessionCookie(stream)).orElse(null);
        String ticketCookie = request.headers().cookie(ticketCookie(stream)).orElse(null);
        return new Credentials(
                readSessions(request, sessionCookie, stream, tokens, clock),
                ticket(request, ticketCookie, stream, tokens),
                sessionCookie != null || ticketCookie != null);
    }

    private static List<Carried<SessionToken>> readSessions(
            EdgeRequest request, @Nullable String cookie, StreamId stream, Tokens tokens, StoreClock clock) {
        String header = request.headers().first(SESSION_HEADER).orElse(null);
        List<Carried<SessionToken>> found = new ArrayList<>(1);
        Opener<SessionToken> session =
                text -> tokens.openSession(stream, text, clock).orElse(null);
        add(found, open(request.token(), session), Way.QUERY);
        add(found, open(header, session), Way.HEADER);
        add(found, open(cookie, session), Way.COOKIE);
        add(
                found,
                open(
                        request.token(),
                        text -> tokens.openCheck(stream, text, clock).orElse(null)),
                Way.CHECK);
        return found;
    }

    private static void add(List<Carried<SessionToken>> found, @Nullable SessionToken token, Way way) {
        if (token != null) {
            found.add(new Carried<>(token, way));
        }
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
