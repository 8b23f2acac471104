package dev.sluice.admin.policy;

import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.Problem;
import dev.sluice.config.policy.SettingName;
import dev.sluice.redis.policy.EventMode;
import dev.sluice.redis.policy.StreamDocument;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What to do about event mode.
 *
 * @param on the overlay to lay over the stream, and until when; empty for off
 * @param tail whether what the event leaves goes at once
 */
record EventModeRequest(Optional<EventMode> on, Tail tail) {

    private static final String DEFAULT_OVERLAY = "event";
    private static final List<String> FIELDS = List.of("state", "overlay", "until", "release");

    /** What becomes of the limits of an event that ends. */
    enum Tail {
        /** They stay until the queue is empty. */
        STAYS,
        /** They go at once. */
        GOES
    }

    /**
     * Reads {@code {"state":"on","overlay":…,"until":…}} or {@code {"state":"off","release":"now"}}.
     *
     * @param overlays those that there are
     * @param now by the store's clock
     */
    static Checked<EventModeRequest> read(ObjectNode json, Map<String, ObjectNode> overlays, Instant now) {
        List<Problem> problems = new ArrayList<>();
        json.propertyNames().stream()
                .filter(name -> !FIELDS.contains(name))
                .forEach(name -> problems.add(new Problem(
                        name,
                        json.path(name).toString(),
                        SettingName.closest(name, FIELDS)
                                .map(close -> "a known field; did you mean " + close + "?")
                                .orElse("state, overlay, until and release only"))));
        String state = json.path("state").asString("");
        if (!state.equals("on") && !state.equals("off")) {
            problems.add(new Problem("state", text(json, "state"), "on or off"));
        }
        Optional<EventMode> on = state.equals("on") ? Optional.of(on(json, overlays, now, problems)) : Optional.empty();
        if (!state.equals("on")) {
            List.of("overlay", "until").stream()
                    .filter(json::has)
                    .forEach(name -> problems.add(new Problem(name, text(json, name), "nothing, unless state is on")));
        }
        Tail tail = tail(json, state, problems);
        return Checked.of(new EventModeRequest(on, tail), problems);
    }

    /** What it makes of a document. Switched on again, an event began when it first was. */
    StreamDocument apply(StreamDocument document, Map<String, ObjectNode> overlays) {
        if (on.isPresent()) {
            EventMode next = on.get();
            Instant since = document.eventMode()
                    .filter(before -> before.overlay().equals(next.overlay()))
                    .map(EventMode::since)
                    .orElse(next.since());
            return document.withEventMode(new EventMode(next.overlay(), since, next.until()));
        }
        return tail == Tail.GOES ? document.released() : document.withEventOver(overlays);
    }

    private static EventMode on(
            ObjectNode json, Map<String, ObjectNode> overlays, Instant now, List<Problem> problems) {
        String overlay = json.path("overlay").asString(json.has("overlay") ? "" : DEFAULT_OVERLAY);
        if (!overlays.containsKey(overlay)) {
            String known = overlays.isEmpty()
                    ? "an overlay of the operator's file, under sluice.overlays; it has none"
                    : "an overlay of the operator's file: " + String.join(", ", new TreeSet<>(overlays.keySet()));
            problems.add(new Problem("overlay", overlay, known));
        }
        Optional<Instant> until = Optional.empty();
        JsonNode given = json.path("until");
        if (!given.isMissingNode() && !given.isNull()) {
            until = instant(given).filter(time -> time.isAfter(now));
            if (until.isEmpty()) {
                problems.add(new Problem(
                        "until",
                        text(json, "until"),
                        "a time after now (" + now + " by the store's clock), such as "
                                + now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.HOURS)));
            }
        }
        return new EventMode(overlay, now, until);
    }

    private static Tail tail(ObjectNode json, String state, List<Problem> problems) {
        if (!json.has("release")) {
            return Tail.STAYS;
        }
        if (!state.equals("off") || !json.path("release").asString("").equals("now")) {
            problems.add(new Problem("release", text(json, "release"), "now, together with state off"));
        }
        return Tail.GOES;
    }

    private static Optional<Instant> instant(JsonNode json) {
        try {
            return Optional.of(OffsetDateTime.parse(json.asString("")).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String text(ObjectNode json, String name) {
        JsonNode value = json.path(name);
        return value.isMissingNode() ? "nothing" : value.isString() ? value.stringValue() : value.toString();
    }
}
