package dev.sluice.redis.policy;

import dev.sluice.config.file.OperatorFile;
import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.Problem;
import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.policy.StreamPolicy;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * All policies at one revision. Immutable; a change makes another.
 *
 * @param revision the revision of the store that this is, {@link Revision#NONE} for the node's own file
 * @param documents what is kept of each stream, tombstones too
 * @param overlays the overlays by name
 * @param overlaysRevision that of the overlays' last change
 * @param live what is in force, in order of the ids
 * @param refused what is wrong with documents that are not in force as they are; the policy before stays in force
 */
record PolicySnapshot(
        Revision revision,
        Map<StreamId, StreamDocument> documents,
        Map<String, ObjectNode> overlays,
        Revision overlaysRevision,
        Map<StreamId, LivePolicy> live,
        Map<StreamId, List<Problem>> refused) {

    static final PolicySnapshot EMPTY =
            new PolicySnapshot(Revision.NONE, Map.of(), Map.of(), Revision.NONE, Map.of(), Map.of());

    /** What changed in the store. */
    record Changes(Map<StreamId, StreamDocument> documents, Optional<Overlays> overlays) {}

    /** The overlays as of their last change. */
    record Overlays(Revision revision, Map<String, ObjectNode> byName) {}

    /** What a node runs that knows of no store yet. */
    static PolicySnapshot of(OperatorFile file) {
        Map<StreamId, StreamDocument> documents = new HashMap<>();
        file.streams()
                .forEach(
                        (id, base) -> documents.put(id, StreamDocument.blank(id).withBase(Optional.of(base))));
        return EMPTY.with(
                Revision.NONE, new Changes(documents, Optional.of(new Overlays(Revision.NONE, file.overlays()))));
    }

    /** What the store has, in place of this. */
    PolicySnapshot replacedBy(Revision next, Changes everything) {
        PolicySnapshot nothing = new PolicySnapshot(Revision.NONE, Map.of(), Map.of(), Revision.NONE, live, Map.of());
        return nothing.with(next, everything);
    }

    /** This with changes. */
    PolicySnapshot with(Revision next, Changes changes) {
        Map<StreamId, StreamDocument> all = new HashMap<>(documents);
        all.putAll(changes.documents());
        Overlays now = changes.overlays().orElse(new Overlays(overlaysRevision, overlays));
        Map<StreamId, LivePolicy> inForce = new TreeMap<>();
        Map<StreamId, List<Problem>> wrong = new HashMap<>();
        boolean decideAll = changes.overlays().isPresent() || next.epoch() != revision.epoch();
        for (StreamDocument document : all.values()) {
            LivePolicy before = live.get(document.id());
            boolean isSame = !decideAll && document.equals(documents.get(document.id()));
            if (isSame && before != null && !refused.containsKey(document.id())) {
                inForce.put(document.id(), before);
            } else if (document.isPresent()) {
                decide(document, now, next.epoch(), Optional.ofNullable(before), inForce, wrong);
            }
        }
        return new PolicySnapshot(
                next,
                Map.copyOf(all),
                Map.copyOf(now.byName()),
                now.revision(),
                Collections.unmodifiableMap(inForce),
                Map.copyOf(wrong));
    }

    /**
     * What is in force since before an epoch is of that epoch's revision 0: what somebody wrote to the stream in the epoch before,
     * and was lost with it, is older then.
     */
    private static void decide(
            StreamDocument document,
            Overlays overlays,
            long epoch,
            Optional<LivePolicy> before,
            Map<StreamId, LivePolicy> inForce,
            Map<StreamId, List<Problem>> wrong) {
        Checked<StreamPolicy> effective = document.effective(overlays.byName());
        if (effective instanceof Checked.Valid<StreamPolicy> valid) {
            Revision revision = max(max(document.revision(), overlays.revision()), new Revision(epoch, 0));
            inForce.put(document.id(), new LivePolicy(document.id(), revision, valid.value(), document.above()));
        } else {
            wrong.put(document.id(), effective.wrong());
            before.ifPresent(policy -> inForce.put(document.id(), policy));
        }
    }

    /** The same as the first revisions of an epoch, one document after the other. */
    PolicySnapshot stamped(long epoch) {
        Map<StreamId, StreamDocument> stamped = new HashMap<>();
        documents.values().forEach(document -> {
            stamped.put(document.id(), document.at(new Revision(epoch, stamped.size() + 1)));
        });
        Revision last = new Revision(epoch, stamped.size() + 1);
        return EMPTY.with(last, new Changes(stamped, Optional.of(new Overlays(last, overlays))));
    }

    Optional<StreamDocument> document(StreamId id) {
        return Optional.ofNullable(documents.get(id));
    }

    /** The documents of streams that are there, in order of their ids. */
    Collection<StreamDocument> present() {
        return documents.values().stream()
                .filter(StreamDocument::isPresent)
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .toList();
    }

    /** The streams that are not there any more, and the revisions of their tombstones. */
    Map<StreamId, Revision> deleted() {
        return documents.values().stream()
                .filter(document -> !document.isPresent())
                .collect(Collectors.toUnmodifiableMap(StreamDocument::id, StreamDocument::revision));
    }

    private static Revision max(Revision a, Revision b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
