package dev.sluice.redis.policy;

import dev.sluice.config.file.OperatorFile;
import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.Problem;
import dev.sluice.config.policy.StreamId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes the documents that policies are made of. Reading tells what this node runs and never calls the
 * store; each write is a compare-and-set on the stream's revision, is a new revision, and is announced to all nodes.
 */
public interface PolicyAdmin {

    /** The documents of all streams, in order of their ids, without tombstones. */
    Collection<StreamDocument> documents();

    /** The document of a stream; empty when there is none, or only its tombstone. */
    Optional<StreamDocument> document(StreamId id);

    /** The overlays by their names. */
    Map<String, ObjectNode> overlays();

    /**
     * All that would be wrong with a document if it were written now: the policy in force, else that without overlays, and
     * addresses that another stream has.
     */
    List<Problem> wrong(StreamDocument document);

    /**
     * Changes a stream's document. The edit gets the newest document (a blank one when there is none) and says what it
     * becomes, or what is wrong; it may be asked again when somebody else wrote meanwhile. What it becomes is refused
     * when something {@linkplain #wrong would be wrong} with it.
     *
     * @param late hears of a write that was done although its answer came too late, so that the decision was
     *     {@link WriteDecision.StoreLost}; must not block
     */
    CompletionStage<WriteDecision> write(
            StreamId id,
            Precondition precondition,
            Function<StreamDocument, Checked<StreamDocument>> edit,
            Consumer<WriteDecision.Written> late);

    /** The same, for whom a late answer means nothing. */
    default CompletionStage<WriteDecision> write(
            StreamId id, Precondition precondition, Function<StreamDocument, Checked<StreamDocument>> edit) {
        return write(id, precondition, edit, late -> {});
    }

    /**
     * Makes the operator's file the base of the streams, where it differs from what the store has. A stream that was
     * in the file and is no more gets its tombstone; live edits stay. A base under which a stream's live edits would be
     * wrong is logged and left out. Completes with false, having changed nothing or a part, when the store is lost.
     */
    CompletionStage<Boolean> publish(OperatorFile file);
}
