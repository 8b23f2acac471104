package dev.sluice.redis.policy;

import dev.sluice.config.policy.StreamId;

/** Tells when what an event left may go. */
@FunctionalInterface
public interface QueueWatch {

    /** Whether nobody is in a stream's queue, as far as this node knows for sure. Never blocks. */
    boolean isEmpty(StreamId id);
}
