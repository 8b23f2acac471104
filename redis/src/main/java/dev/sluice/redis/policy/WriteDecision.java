package dev.sluice.redis.policy;

import dev.sluice.config.policy.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What became of a write. */
public sealed interface WriteDecision {

    /**
     * Done, by all or nothing; unchanged when the edit changed nothing, in which case the revision is the same.
     *
     * @param before the document before
     * @param after the document now, with its revision
     * @param atMicros when, by the store's clock
     */
    record Written(StreamDocument before, StreamDocument after, long atMicros) implements WriteDecision {}

    /**
     * The precondition does not hold; nothing was changed.
     *
     * @param current the document as it is; empty when there is no such stream
     */
    record Conflict(Optional<StreamDocument> current) implements WriteDecision {}

    /**
     * The edit is wrong; nothing was changed.
     *
     * @param problems all that is wrong
     */
    record Invalid(List<Problem> problems) implements WriteDecision {}

    /**
     * The store lost the policies a moment ago, and whichever node has the latest writes them back: nothing was changed.
     *
     * @param left until writes are taken again
     */
    record Restoring(Duration left) implements WriteDecision {}

    /**
     * The store did not answer in time, or could not be asked.
     *
     * @param mayBeWritten false when nothing was changed; else nothing was, or it will show: a late call runs within the
     *     deadline
     */
    record StoreLost(boolean mayBeWritten) implements WriteDecision {}
}
