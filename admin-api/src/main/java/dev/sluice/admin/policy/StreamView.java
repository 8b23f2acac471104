package dev.sluice.admin.policy;

import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.PolicyReader;
import dev.sluice.config.policy.StreamPolicy;
import dev.sluice.redis.policy.EventMode;
import dev.sluice.redis.policy.StreamDocument;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A stream as the API shows it: base, patch, overlays, and what they come to. */
final class StreamView {

    private StreamView() {}

    /** All of it. */
    static ObjectNode whole(StreamDocument document, Map<String, ObjectNode> overlays) {
        ObjectNode json = head(document);
        json.set("base", document.base().<JsonNode>map(base -> base).orElse(JsonNodeFactory.instance.nullNode()));
        json.set("patch", document.patch());
        ArrayNode over = json.putArray("overlays");
        document.eventMode()
                .ifPresent(event -> over.addObject()
                        .put("kind", "eventMode")
                        .put("name", event.overlay())
                        .set(
                                "settings",
                                overlays.getOrDefault(event.overlay(), JsonNodeFactory.instance.objectNode())));
        document.tail().ifPresent(tail -> over.addObject().put("kind", "tail").set("settings", tail));
        Checked<StreamPolicy> effective = document.effective(overlays);
        if (effective instanceof Checked.Valid<StreamPolicy> valid) {
            json.set("effective", PolicyReader.write(valid.value()));
        } else {
            json.putNull("effective");
            ArrayNode problems = json.putArray("problems");
            effective.wrong().forEach(problem -> problems.add(problem.toString()));
        }
        return json;
    }

    /** A line of the list. */
    static ObjectNode line(StreamDocument document, Optional<LivePolicy> live) {
        ObjectNode json = head(document);
        live.map(LivePolicy::policy).ifPresent(policy -> {
            json.put("title", policy.title());
            json.put("gate", policy.gate().name().toLowerCase(Locale.ROOT));
            json.put("state", policy.state().name().toLowerCase(Locale.ROOT));
            json.put("capacity", policy.capacity());
        });
        return json;
    }

    /** Event mode, on or off. */
    static ObjectNode eventMode(Optional<EventMode> event) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("state", event.isPresent() ? "on" : "off");
        event.ifPresent(on -> {
            json.put("overlay", on.overlay());
            json.put("since", on.since().toString());
            on.until().ifPresent(until -> json.put("until", until.toString()));
        });
        return json;
    }

    private static ObjectNode head(StreamDocument document) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", document.id().value());
        json.put("revision", document.revision().toString());
        json.put("inFile", document.base().isPresent());
        json.set("eventMode", eventMode(document.eventMode()));
        return json;
    }
}
