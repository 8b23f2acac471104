package dev.sluice.gateway.token;

import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.store.StoreClock;
import dev.sluice.redis.waitingroom.Ticket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads tokens. What is not, to the last character, what a holder of one of the keys wrote for this stream,
 * is not opened (invariant I7). The first key signs, all keys open. Safe to share.
 */
public final class Tokens {

    /** No token is longer; nothing longer is looked at. */
    static final int MAX_LENGTH = 160;

    private static final String SESSION = "s1";
    private static final String CHECK = "c1";
    private static final String TICKET = "t1";

    private static final int SESSION_BYTES = 8 + 4 + 2 + 8 + 8 + 1 + 8;
    private static final int TICKET_BYTES = 8 + 8 + 8 + 8 + 8 + 8 + 1;
    private static final int SEAL_BYTES = 16;
    private static final int CONFIRMED = 1;
    private static final int OFFLINE = 2;
    private static final int TOLD = 1;
    private static final int RETURNING = 2;

    private final SigningKey signing;
    private final Map<String, SigningKey> keys;

    /**
     * Uses these keys.
     *
     * @param keys at least one; the first signs
     * @throws IllegalArgumentException without a key, or with two of one id
     */
    public Tokens(List<SigningKey> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("no key (expected: at least one)");
        }
        this.signing = keys.get(0);
        this.keys = keys.stream().collect(Collectors.toUnmodifiableMap(SigningKey::id, Function.identity()));
    }

    /** The session as a token of this stream. */
    public String sign(StreamId stream, SessionToken session) {
        return seal(SESSION, stream, payload(session));
    }

    /** The session as the check of a redirect: it opens as such only, see {@link #openCheck}. */
    public String signCheck(StreamId stream, SessionToken session) {
        return seal(CHECK, stream, payload(session));
    }

    /** The ticket as a token of this stream. */
    public String sign(StreamId stream, TicketToken ticket) {
        ByteBuffer payload = ByteBuffer.allocate(TICKET_BYTES)
                .putLong(ticket.ticket().incarnation())
                .putLong(ticket.ticket().number())
                .putLong(ticket.joinedAtMicros())
                .putLong(ticket.polledAtMicros())
                .putLong(ticket.nextPollMicros())
                .putLong(ticket.position())
                .put((byte) ((ticket.told() ? TOLD : 0) | (ticket.returning() ? RETURNING : 0)));
        return seal(TICKET, stream, payload);
    }

    /** The session that {@code text} is, if it is one of this stream and has not expired, had the store's clock never been set. */
    public Optional<SessionToken> openSession(StreamId stream, String text, StoreClock clock) {
        return session(open(SESSION, SESSION_BYTES, stream, text), clock);
    }

    /** The session that the check of a redirect is, likewise. */
    public Optional<SessionToken> openCheck(StreamId stream, String text, StoreClock clock) {
        return session(open(CHECK, SESSION_BYTES, stream, text), clock);
    }

    /** The ticket that {@code text} is, if it is one of this stream. Whether it was away too long, others judge. */
    public Optional<TicketToken> openTicket(StreamId stream, String text) {
        ByteBuffer payload = open(TICKET, TICKET_BYTES, stream, text);
        if (payload == null) {
            return Optional.empty();
        }
        Ticket ticket = new Ticket(payload.getLong(), payload.getLong());
        long joined = payload.getLong();
        long polled = payload.getLong();
        long next = payload.getLong();
        long position = payload.getLong();
        byte flags = payload.get();
        return Optional.of(
                new TicketToken(ticket, joined, polled, next, position, (flags & TOLD) != 0, (flags & RETURNING) != 0));
    }

    private static ByteBuffer payload(SessionToken session) {
        Slot slot = session.slot();
        return ByteBuffer.allocate(SESSION_BYTES)
                .putLong(slot.incarnation())
                .putInt(slot.index())
                .putShort((short) slot.tag())
                .putLong(slot.number())
                .putLong(session.acceptedAtMicros())
                .put((byte) ((session.confirmed() ? CONFIRMED : 0) | (session.offline() ? OFFLINE : 0)))
                .putLong(session.expiresAtMicros());
    }

    private static Optional<SessionToken> session(@Nullable ByteBuffer payload, StoreClock clock) {
        if (payload == null) {
            return Optional.empty();
        }
        Slot slot = new Slot(payload.getLong(), payload.getInt(), payload.getShort() & 0xFFFF, payload.getLong());
        long accepted = payload.getLong();
        byte flags = payload.get();
        long expires = payload.getLong();
        // a moment to come tells nothing of when it was reckoned; the acceptance does
        long expiresNow = clock.rebased(accepted) + (expires - accepted);
        return expiresNow <= clock.nowMicros()
                ? Optional.empty()
                : Optional.of(
                        new SessionToken(slot, accepted, (flags & CONFIRMED) != 0, (flags & OFFLINE) != 0, expires));
    }

    private String seal(String format, StreamId stream, ByteBuffer payload) {
        String body = format + "." + signing.id() + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(payload));
        return body + "." + seal(signing, stream, body);
    }

    private static byte[] bytes(ByteBuffer payload) {
        byte[] bytes = new byte[payload.position()];
        payload.flip().get(bytes);
        return bytes;
    }

    private static String seal(SigningKey key, StreamId stream, String body) {
        // a body has two dots and a stream none, so no two pairs of them make one text
        byte[] mac = key.mac((body + "." + stream).getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(mac, SEAL_BYTES));
    }

    private @Nullable ByteBuffer open(String format, int bytes, StreamId stream, String text) {
        if (text.length() > MAX_LENGTH || !text.startsWith(format + ".")) {
            return null;
        }
        int keyEnd = text.indexOf('.', format.length() + 1);
        int bodyEnd = text.lastIndexOf('.');
        if (keyEnd < 0 || bodyEnd <= keyEnd) {
            return null;
        }
        SigningKey key = keys.get(text.substring(format.length() + 1, keyEnd));
        if (key == null || !sealed(key, stream, text.substring(0, bodyEnd), text.substring(bodyEnd + 1))) {
            return null;
        }
        // only a holder of the key gets here; a payload of another length is a later version's
        byte[] payload = Base64.getUrlDecoder().decode(text.substring(keyEnd + 1, bodyEnd));
        return payload.length == bytes ? ByteBuffer.wrap(payload) : null;
    }

    private static boolean sealed(SigningKey key, StreamId stream, String body, String seal) {
        return MessageDigest.isEqual(
                seal(key, stream, body).getBytes(StandardCharsets.UTF_8), seal.getBytes(StandardCharsets.UTF_8));
    }
}
