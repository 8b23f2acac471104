package dev.sluice.redis.policy;

import dev.sluice.config.policy.Revision;

/** What has to hold for a write. */
public sealed interface Precondition {

    /** Nothing: the last write wins. */
    record None() implements Precondition {}

    /** There is such a stream. */
    record Exists() implements Precondition {}

    /** There is no such stream. */
    record Absent() implements Precondition {}

    /**
     * The stream is as it was then.
     *
     * @param revision the stream's revision
     */
    record At(Revision revision) implements Precondition {}
}
