package dev.sluice.gateway.reception;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.gateway.edge.Client;
import dev.sluice.gateway.reply.Field;
import dev.sluice.gateway.token.SessionToken;
import dev.sluice.gateway.token.TicketToken;
import dev.sluice.gateway.token.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Hands tokens out. */
final class Handout {

    /** Longer than any lease: what a cookie is still worth, the token and the store say. */
    private static final Duration SESSION_COOKIE = Duration.ofDays(7);

    private final Tokens tokens;

    Handout(Tokens tokens) {
        this.tokens = tokens;
    }

    String text(LivePolicy live, SessionToken token) {
        return tokens.sign(live.id(), token);
    }

    String text(LivePolicy live, TicketToken token) {
        return tokens.sign(live.id(), token);
    }

    /** The session for the moment that a redirect takes. */
    String check(LivePolicy live, SessionToken token, long nowMicros) {
        long moment = nowMicros + live.policy().firstLease().toNanos() / 1_000;
        SessionToken brief =
                new SessionToken(token.slot(), token.acceptedAtMicros(), token.confirmed(), token.offline(), moment);
        return tokens.signCheck(live.id(), brief);
    }

    /** A new session, as cookie and as header. A ticket that came before it is spent. */
    List<Field> entered(Visit visit, SessionToken token) {
        String text = text(visit.live(), token);
        List<Field> fields = new ArrayList<>(List.of(
                new Field(Credentials.SESSION_HEADER, text),
                sessionCookie(visit.live(), visit.request().client(), text)));
        if (visit.credentials().ticket() != null) {
            fields.add(clear(visit, Credentials.ticketCookie(visit.stream())));
        }
        return fields;
    }

    /** A renewed session, the way that it came; nothing for the query, whose playlists carry it. */
    List<Field> renewed(LivePolicy live, Client client, AdmissionDecision.Held held) {
        if (!held.renewed()) {
            return List.of();
        }
        String text = text(live, held.token());
        return switch (held.way()) {
            case COOKIE -> List.of(sessionCookie(live, client, text));
            case HEADER -> List.of(new Field(Credentials.SESSION_HEADER, text));
            case QUERY, CHECK -> List.of();
        };
    }

    /** A session's cookie. */
    Field sessionCookie(LivePolicy live, Client client, String text) {
        return cookie(live, client, Credentials.sessionCookie(live.id()), text, SESSION_COOKIE);
    }

    /** A ticket, as cookie and as header. */
    List<Field> ticket(LivePolicy live, Client client, TicketToken token) {
        String text = text(live, token);
        return List.of(
                new Field(Credentials.TICKET_HEADER, text),
                cookie(
                        live,
                        client,
                        Credentials.ticketCookie(live.id()),
                        text,
                        live.policy().absence()));
    }

    /** Takes a cookie back. */
    Field clear(Visit visit, String name) {
        return cookie(visit.live(), visit.request().client(), name, "", Duration.ZERO);
    }

    private static Field cookie(LivePolicy live, Client client, String name, String value, Duration age) {
        StringBuilder cookie = new StringBuilder(name)
                .append('=')
                .append(value)
                .append("; Path=/; Max-Age=")
                .append(age.toSeconds())
                .append("; HttpOnly");
        if (live.policy().embedded()) {
            cookie.append("; SameSite=None; Secure; Partitioned");
        } else {
            cookie.append("; SameSite=Lax").append(client.https() ? "; Secure" : "");
        }
        return new Field("Set-Cookie", cookie.toString());
    }
}
