package dev.sluice.gateway.reply;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A whole answer of the gateway's own.
 *
 * @param status the HTTP status
 * @param fields its header fields, without {@code Content-Length}
 * @param body its body
 */
public record Reply(int status, List<Field> fields, ByteBuffer body) {

    /** For nobody's cache: whatever sets or embeds a token. */
    public static final Field PRIVATE = new Field("Cache-Control", "private, no-store");

    /** The URL may hold a token: it is told to nobody. */
    public static final Field NO_REFERRER = new Field("Referrer-Policy", "no-referrer");

    public Reply {
        fields = List.copyOf(fields);
        body = body.asReadOnlyBuffer();
    }

    /** The body, as a buffer of the caller's own. */
    @Override
    public ByteBuffer body() {
        return body.duplicate();
    }

    /** An answer without a body, for nobody's cache. */
    public static Reply empty(int status) {
        return new Reply(status, List.of(PRIVATE, NO_REFERRER), ByteBuffer.allocate(0));
    }

    /** A text, for nobody's cache. */
    public static Reply text(int status, String contentType, String text) {
        Reply empty = empty(status).with("Content-Type", contentType);
        return new Reply(status, empty.fields(), StandardCharsets.UTF_8.encode(text));
    }

    /** A JSON document, for nobody's cache. */
    public static Reply document(int status, Map<String, ?> document) {
        return text(status, "application/json", Json.write(document));
    }

    /** An answer with these fields. */
    public static Reply of(int status, Map<String, String> fields, ByteBuffer body) {
        return new Reply(
                status,
                fields.entrySet().stream()
                        .map(entry -> new Field(entry.getKey(), entry.getValue()))
                        .toList(),
                body);
    }

    /** The same with one field more. */
    public Reply with(String name, String value) {
        return with(List.of(new Field(name, value)));
    }

    /** The same with more fields. */
    public Reply with(Collection<Field> more) {
        List<Field> all = new ArrayList<>(fields);
        all.addAll(more);
        return new Reply(status, all, body);
    }

    /** The same without a field. */
    public Reply without(String name) {
        return new Reply(
                status,
                fields.stream()
                        .filter(field -> !field.name().equalsIgnoreCase(name))
                        .toList(),
                body);
    }
}
