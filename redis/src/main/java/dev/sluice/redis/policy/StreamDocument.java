package dev.sluice.redis.policy;

import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.Gate;
import dev.sluice.config.policy.PolicyLayers;
import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.policy.StreamPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * All that the store keeps of a stream's policy. Each change of it is a revision.
 *
 * @param id the stream
 * @param revision that of its last change
 * @param life whether there is such a stream
 * @param base the operator's file; empty for a stream that was made through the admin API
 * @param patch the live edits
 * @param eventMode the overlay that is on
 * @param tail what stays of the last one until the queue is empty
 * @param above the revision of the tombstone in whose place it was made; {@link Revision#NONE} when there was none
 */
public record StreamDocument(
        StreamId id,
        Revision revision,
        Life life,
        Optional<ObjectNode> base,
        ObjectNode patch,
        Optional<EventMode> eventMode,
        Optional<ObjectNode> tail,
        Revision above) {

    private static final List<String> LIMITS = List.of("capacity", "arrivalRate");

    /** Whether there is such a stream. */
    public enum Life {
        /** There is. */
        PRESENT,
        /** There was; the document is its tombstone. */
        DELETED
    }

    /** A stream that nothing is set for yet, not written yet. */
    public static StreamDocument blank(StreamId id) {
        return new StreamDocument(
                id,
                Revision.NONE,
                Life.PRESENT,
                Optional.empty(),
                JsonNodeFactory.instance.objectNode(),
                Optional.empty(),
                Optional.empty(),
                Revision.NONE);
    }

    /** A stream that is made, not written yet, in the place of {@code stored}: of a tombstone, or of nothing. */
    static StreamDocument inPlaceOf(StreamDocument stored) {
        StreamDocument blank = blank(stored.id);
        return new StreamDocument(
                stored.id,
                stored.revision,
                blank.life,
                blank.base,
                blank.patch,
                blank.eventMode,
                blank.tail,
                stored.revision);
    }

    /** Whether the stream is there, not only its tombstone. */
    public boolean isPresent() {
        return life == Life.PRESENT;
    }

    /** With another file. */
    public StreamDocument withBase(Optional<ObjectNode> next) {
        return new StreamDocument(id, revision, life, next, patch, eventMode, tail, above);
    }

    /** With other live edits. */
    public StreamDocument withPatch(ObjectNode next) {
        return new StreamDocument(id, revision, life, base, next, eventMode, tail, above);
    }

    /** With an overlay on; what an earlier one left goes. */
    public StreamDocument withEventMode(EventMode next) {
        return new StreamDocument(id, revision, life, base, patch, Optional.of(next), Optional.empty(), above);
    }

    /** Without overlays, at once. */
    public StreamDocument released() {
        return new StreamDocument(id, revision, life, base, patch, Optional.empty(), Optional.empty(), above);
    }

    /** Its tombstone: nothing is left but the revision. */
    public StreamDocument tombstone() {
        StreamDocument blank = blank(id);
        return new StreamDocument(
                id, revision, Life.DELETED, blank.base, blank.patch, blank.eventMode, blank.tail, blank.above);
    }

    /** As of a revision. */
    StreamDocument at(Revision next) {
        return new StreamDocument(id, next, life, base, patch, eventMode, tail, above);
    }

    /**
     * With the event over, so that the gate does not open on a queue: the overlay's capacity and rate stay as the tail,
     * and where the gate would be {@code open} now, and was not, it is {@code auto}. Without an event, unchanged.
     *
     * @param overlays the overlays by name
     */
    public StreamDocument withEventOver(Map<String, ObjectNode> overlays) {
        if (eventMode.isEmpty()) {
            return this;
        }
        ObjectNode overlay = overlays.getOrDefault(eventMode.get().overlay(), JsonNodeFactory.instance.objectNode());
        ObjectNode left = JsonNodeFactory.instance.objectNode();
        LIMITS.stream().filter(overlay::has).forEach(limit -> left.set(limit, overlay.get(limit)));
        if (gate(released(), overlays) == Gate.OPEN && gate(this, overlays) != Gate.OPEN) {
            left.put("gate", "auto");
        }
        return new StreamDocument(
                id,
                revision,
                life,
                base,
                patch,
                Optional.empty(),
                left.isEmpty() ? Optional.empty() : Optional.of(left),
                above);
    }

    /** The layers, in their fixed order: event mode, tail. */
    public PolicyLayers layers(Map<String, ObjectNode> overlays) {
        List<ObjectNode> over = new ArrayList<>();
        eventMode.map(event -> overlays.get(event.overlay())).ifPresent(over::add);
        tail.ifPresent(over::add);
        return new PolicyLayers(base.orElseGet(JsonNodeFactory.instance::objectNode), patch, over);
    }

    /** The policy in force, or what is wrong with it. */
    public Checked<StreamPolicy> effective(Map<String, ObjectNode> overlays) {
        return layers(overlays).effective();
    }

    /** Whether both say the same, whatever their revisions. */
    boolean saysWhat(StreamDocument other) {
        return at(Revision.NONE).equals(other.at(Revision.NONE));
    }

    private static Gate gate(StreamDocument document, Map<String, ObjectNode> overlays) {
        return document.effective(overlays) instanceof Checked.Valid<StreamPolicy> valid
                ? valid.value().gate()
                : Gate.AUTO;
    }
}
