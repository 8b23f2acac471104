package dev.sluice.gateway.reply;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as RFC 9457 has it.
 *
 * @param status the HTTP status
 * @param type what kind of problem, a word; its URI is {@code urn:sluice:problem:} and the word
 * @param title what it is, for people; the same for every problem of the type
 * @param detail what happened, what it means, what to do
 * @param retryAfter when to try again; null where that would not help
 * @param more further members
 */
public record Problem(
        int status,
        String type,
        String title,
        String detail,
        @Nullable Duration retryAfter,
        Map<String, String> more) {

    public Problem {
        more = Map.copyOf(more);
    }

    /** A problem that trying again does not solve. */
    public static Problem of(int status, String type, String title, String detail) {
        return new Problem(status, type, title, detail, null, Map.of());
    }

    /** The same, to be tried again after this long. */
    public Problem retryAfter(Duration wait) {
        return new Problem(status, type, title, detail, wait, more);
    }

    /** The same with one member more. */
    public Problem with(String name, String value) {
        Map<String, String> members = new LinkedHashMap<>(more);
        members.put(name, value);
        return new Problem(status, type, title, detail, retryAfter, members);
    }

    /** The answer that tells it; {@code Retry-After} in whole seconds, rounded up, never 0. */
    public Reply reply(String requestId) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "urn:sluice:problem:" + type);
        document.put("title", title);
        document.put("status", status);
        document.put("detail", detail);
        document.put("requestId", requestId);
        if (retryAfter != null) {
            document.put("retryAfter", seconds(retryAfter));
        }
        document.putAll(more);
        Reply reply = Reply.text(status, "application/problem+json", Json.write(document));
        return retryAfter == null ? reply : reply.with("Retry-After", Long.toString(seconds(retryAfter)));
    }

    /** Whole seconds, rounded up, at least one. */
    public static long seconds(Duration wait) {
        return Math.max(1, wait.plusNanos(999_999_999).toSeconds());
    }
}
