package dev.sluice.admin.policy;

import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.MergePatch;
import dev.sluice.config.policy.PolicyReader;
import dev.sluice.config.policy.Problem;
import dev.sluice.redis.policy.StreamDocument;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What writes make of a stream's document. Pure functions. */
final class Edits {

    private Edits() {}

    /**
     * Merges settings into the live edits; {@code null} takes one of them away.
     *
     * @param more what would be wrong with a document: told together with what is wrong with the settings
     */
    static Function<StreamDocument, Checked<StreamDocument>> patch(
            ObjectNode settings, Function<StreamDocument, List<Problem>> more) {
        return document -> part(settings, more, part -> document.withPatch(MergePatch.merge(document.patch(), part)));
    }

    /** Makes settings the live edits, in place of all others. */
    static Function<StreamDocument, Checked<StreamDocument>> put(
            ObjectNode settings, Function<StreamDocument, List<Problem>> more) {
        return document -> part(
                settings,
                more,
                part -> document.withPatch(MergePatch.merge(JsonNodeFactory.instance.objectNode(), part)));
    }

    /** Takes all live edits away. */
    static Function<StreamDocument, Checked<StreamDocument>> unpatch() {
        return document -> new Checked.Valid<>(document.withPatch(JsonNodeFactory.instance.objectNode()));
    }

    /** Takes the stream away. */
    static Function<StreamDocument, Checked<StreamDocument>> delete() {
        return document -> new Checked.Valid<>(document.tombstone());
    }

    private static Checked<StreamDocument> part(
            ObjectNode settings,
            Function<StreamDocument, List<Problem>> more,
            Function<ObjectNode, StreamDocument> edit) {
        Checked<ObjectNode> part = PolicyReader.part(settings);
        if (part instanceof Checked.Valid<ObjectNode> valid) {
            return new Checked.Valid<>(edit.apply(valid.value()));
        }
        StreamDocument attempted = edit.apply(PolicyReader.attempted(settings));
        return new Checked.Wrong<>(Problem.joined(part.wrong(), more.apply(attempted)));
    }
}
