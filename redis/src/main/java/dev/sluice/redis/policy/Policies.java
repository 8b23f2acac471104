package dev.sluice.redis.policy;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The policies that this node runs. Reading never blocks and never calls Redis. */
public interface Policies {

    /** The policy in force for a stream; empty when there is no such stream. O(1). */
    Optional<LivePolicy> find(StreamId id);

    /** The policies of all streams, in order of their ids. */
    Collection<LivePolicy> all();

    /** The streams that were there and were deleted, each with the revision of its deletion. O(streams). */
    default Map<StreamId, Revision> deleted() {
        return Map.of();
    }

    /** The highest revision that this node runs. */
    Revision revision();

    /** Calls {@code listener} after each change with the policies then in force, on a thread of this module. */
    void onChange(Consumer<Policies> listener);
}
