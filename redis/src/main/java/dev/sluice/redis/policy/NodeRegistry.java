package dev.sluice.redis.policy;

import dev.sluice.config.policy.StreamId;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Who is there, and who looks after which stream. Every node tells the store ten times a second that it is alive and
 * learns the same of all others; reading never blocks and never calls the store, but for {@link #refresh()}.
 */
public interface NodeRegistry {

    /** The name of this node. */
    String self();

    /**
     * All nodes heard of in the five seconds before the store last answered, this one among them, in order of their names.
     */
    Collection<LiveNode> nodes();

    /**
     * The nodes that are not among {@link #nodes()} any more and were in the last ten minutes: they do not reach the store, or
     * ended without a goodbye. They count nowhere, and what such a gateway runs nobody knows. In order of their names.
     */
    default Collection<LiveNode> silent() {
        return List.of();
    }

    /**
     * Whether this node looks after a stream: reaps, promotes, ends what is due. At most one gateway does at a time,
     * as far as they agree who is alive; when one dies, another steps in within 300 ms and a heartbeat. False on an
     * admin node, and while the store does not answer.
     */
    boolean owns(StreamId id);

    /** Notes that somebody is in the stream, or tries to be. Costs nothing when that is known already. */
    void touch(StreamId id);

    /** Notes that nobody holds a slot or a ticket of the stream any more. A touch of the last seconds wins. */
    void vacant(StreamId id);

    /** The streams with somebody in them, by the last heartbeat's answer. */
    Set<StreamId> occupied();

    /** Asks the store now instead of at the next heartbeat. Completes normally in any case, when that is done. */
    CompletionStage<Void> refresh();
}
