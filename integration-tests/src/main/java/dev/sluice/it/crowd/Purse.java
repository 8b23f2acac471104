package dev.sluice.it.crowd;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A listener's tokens: how they are shown with a request, and what an answer says about them. */
final class Purse {

    private static final Pattern IN_URL = Pattern.compile("[?&]sluice=((s1|t1)\\.[A-Za-z0-9._-]+)");

    private final String stream;
    private final Kind kind;
    private final AtomicReference<@Nullable String> session = new AtomicReference<>();
    private final AtomicReference<@Nullable String> ticket = new AtomicReference<>();
    private final AtomicReference<@Nullable String> stale = new AtomicReference<>();
    private final AtomicReference<@Nullable String> spent = new AtomicReference<>();

    Purse(String stream, Kind kind) {
        this.stream = stream;
        this.kind = kind;
    }

    @Nullable
    String session() {
        return session.get();
    }

    @Nullable
    String ticket() {
        return ticket.get();
    }

    void dropSession() {
        session.set(null);
    }

    /** It was told that its session is gone. Cookies and headers still show it; a URL has room for one token. */
    void sessionIsStale() {
        stale.set(session.get());
        if (kind == Kind.PLAYER) {
            dropSession();
        }
    }

    /** Whether it has a session, and not the one that is gone. */
    boolean hasNewSession() {
        String mine = session.get();
        return mine != null && !mine.equals(stale.get());
    }

    void dropTicket() {
        ticket.set(null);
    }

    /** The ticket has become a session. */
    void spendTicket() {
        spent.set(ticket.getAndSet(null));
    }

    @Nullable
    String spentTicket() {
        return spent.get();
    }

    /** A request with the tokens shown the way this kind does. */
    HttpRequest.Builder request(URI url) {
        String mine = session.get();
        String place = ticket.get();
        if (kind == Kind.PLAYER) {
            String token = mine != null ? mine : place;
            boolean bare = token == null || IN_URL.matcher(url.toString()).find();
            return HttpRequest.newBuilder(
                    bare ? url : URI.create(url + (url.getQuery() == null ? "?" : "&") + "sluice=" + token));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(url);
        if (kind == Kind.APP) {
            if (mine != null) {
                request.header("Sluice-Session", mine);
            }
            if (place != null) {
                request.header("Sluice-Ticket", place);
            }
            return request;
        }
        List<String> cookies = new ArrayList<>();
        if (mine != null) {
            cookies.add("sluice-s-" + stream + "=" + mine);
        }
        if (place != null) {
            cookies.add("sluice-t-" + stream + "=" + place);
        }
        if (!cookies.isEmpty()) {
            request.header("Cookie", String.join("; ", cookies));
        }
        return request;
    }

    /** Takes what an answer brings: cookies, headers, documents, and tokens in a playlist's URLs. */
    void learn(Reply reply) {
        if (kind == Kind.BROWSER) {
            reply.headers().allValues("set-cookie").forEach(this::cookie);
        } else {
            reply.headers().firstValue("sluice-session").ifPresent(session::set);
            reply.headers().firstValue("sluice-ticket").ifPresent(ticket::set);
        }
        if (reply.isJson()) {
            TicketDocument.read(reply).ifPresent(document -> {
                keep(document.session(), session);
                keep(document.ticket(), ticket);
            });
        } else if (kind == Kind.PLAYER && (reply.ok() || reply.redirects())) {
            Matcher token = IN_URL.matcher(
                    reply.ok()
                            ? reply.text()
                            : reply.headers().firstValue("location").orElse(""));
            if (token.find()) {
                (token.group(2).equals("s1") ? session : ticket).set(token.group(1));
            }
        }
    }

    /** The slot that a session token speaks of: incarnation and index; empty when it has none, or it can't be told. */
    static Optional<String> slot(@Nullable String token) {
        return payload(token)
                .filter(payload -> payload.getInt(8) >= 0)
                .map(payload -> payload.getLong(0) + "/" + payload.getInt(8));
    }

    /** The number of a session, which all its tokens have; empty when it can't be told. */
    static Optional<Long> number(@Nullable String token) {
        return payload(token).map(payload -> payload.getLong(14));
    }

    private static Optional<ByteBuffer> payload(@Nullable String token) {
        String[] parts = token == null ? new String[0] : token.split("\\.", -1);
        if (parts.length < 3 || !parts[0].equals("s1")) {
            return Optional.empty();
        }
        try {
            ByteBuffer payload = ByteBuffer.wrap(Base64.getUrlDecoder().decode(parts[2]));
            return payload.remaining() < 22 ? Optional.empty() : Optional.of(payload);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void keep(@Nullable String token, AtomicReference<@Nullable String> where) {
        if (token != null) {
            where.set(token);
        }
    }

    private void cookie(String line) {
        String pair = line.split(";", 2)[0];
        String value = pair.substring(pair.indexOf('=') + 1);
        @Nullable String kept = value.isEmpty() ? null : value;
        if (pair.startsWith("sluice-s-" + stream + "=")) {
            session.set(kept);
        } else if (pair.startsWith("sluice-t-" + stream + "=")) {
            ticket.set(kept);
        }
    }
}
