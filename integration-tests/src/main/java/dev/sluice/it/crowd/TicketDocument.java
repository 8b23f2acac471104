package dev.sluice.it.crowd;

import dev.sluice.it.observer.Event.Turn;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The ticket document of the contract, as far as a listener needs it. */
record TicketDocument(
        String state,
        String reason,
        long position,
        Duration askAgain,
        @Nullable String ticket,
        @Nullable String session) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Empty for anything that is not a ticket document. */
    static Optional<TicketDocument> read(Reply reply) {
        try {
            JsonNode json = JSON.readTree(reply.text());
            if (!json.path("state").isString()) {
                return Optional.empty();
            }
            return Optional.of(new TicketDocument(
                    json.path("state").stringValue(),
                    json.path("reason").asString(""),
                    json.path("position").asLong(-1),
                    askAgain(json),
                    text(json.path("ticket")),
                    text(json.path("session"))));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** What it says about the turn: while the store does not answer, or restores the queue, that is nothing. */
    Turn turn() {
        return switch (reason) {
            case "store-lost", "recovering" -> Turn.UNSAID;
            default -> state.equals("called") ? Turn.CALLED : Turn.WAITING;
        };
    }

    /** Until {@code nextPollAt} by this machine's clock; where that is missing or odd, {@code retryAfter}. */
    private static Duration askAgain(JsonNode json) {
        Duration coarse = Duration.ofMillis((long) (json.path("retryAfter").asDouble(1) * 1_000));
        try {
            Duration exact = Duration.between(
                    Instant.now(), Instant.parse(json.path("nextPollAt").asString("")));
            boolean odd = exact.isNegative() || exact.compareTo(coarse.plusSeconds(2)) > 0;
            return odd ? coarse : exact;
        } catch (DateTimeParseException e) {
            return coarse;
        }
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() && !node.stringValue().isEmpty() ? node.stringValue() : null;
    }
}
