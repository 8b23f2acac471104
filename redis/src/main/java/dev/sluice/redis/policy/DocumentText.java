package dev.sluice.redis.policy;

import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.PolicyReader;
import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.policy.StreamDocument.Life;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Documents as the store and the disk keep them. Settings that this version does not know stay as they are: a newer
 * node may have written them, and what they mean is judged where they are laid over each other.
 */
final class DocumentText {

    /** The name under which the overlays are kept; no stream is called so. */
    static final String OVERLAYS = ":overlays";

    private DocumentText() {}

    static String write(StreamDocument document) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        document.base().ifPresent(base -> json.set("base", base));
        json.set("patch", document.patch());
        document.eventMode().ifPresent(event -> json.set("eventMode", write(event)));
        document.tail().ifPresent(tail -> json.set("tail", tail));
        if (!document.isPresent()) {
            json.put("deleted", true);
        }
        if (!document.above().equals(Revision.NONE)) {
            json.put("above", document.above().toString());
        }
        return json.toString();
    }

    static ObjectNode write(EventMode event) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("overlay", event.overlay());
        json.put("since", event.since().toString());
        event.until().ifPresent(until -> json.put("until", until.toString()));
        return json;
    }

    static StreamDocument read(StreamId id, Revision revision, String text) {
        JsonNode json = JsonMapper.shared().readTree(text);
        return new StreamDocument(
                id,
                revision,
                json.path("deleted").asBoolean(false) ? Life.DELETED : Life.PRESENT,
                object(json, "base"),
                object(json, "patch").orElseGet(JsonNodeFactory.instance::objectNode),
                object(json, "eventMode").map(DocumentText::eventMode),
                object(json, "tail"),
                Revision.parse(json.path("above").asString(Revision.NONE.toString())));
    }

    static String writeOverlays(Map<String, ObjectNode> overlays) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(overlays).forEach(json::set);
        return json.toString();
    }

    static Map<String, ObjectNode> readOverlays(String text) {
        Map<String, ObjectNode> overlays = new TreeMap<>();
        JsonMapper.shared().readTree(text).properties().forEach(member -> {
            if (member.getValue() instanceof ObjectNode overlay) {
                overlays.put(member.getKey(), known(overlay));
            }
        });
        return Map.copyOf(overlays);
    }

    private static Optional<ObjectNode> object(JsonNode json, String name) {
        return json.path(name) instanceof ObjectNode object ? Optional.of(known(object)) : Optional.empty();
    }

    private static EventMode eventMode(ObjectNode json) {
        return new EventMode(
                json.path("overlay").asString(""),
                Instant.parse(json.path("since").asString("1970-01-01T00:00:00Z")),
                Optional.ofNullable(json.path("until").asString(null)).map(Instant::parse));
    }

    /** The one spelling of names and values, if the part is right, so that equal parts are equal. */
    private static ObjectNode known(ObjectNode part) {
        return PolicyReader.part(part) instanceof Checked.Valid<ObjectNode> valid ? valid.value() : part;
    }
}
