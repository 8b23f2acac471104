package dev.sluice.redis.policy;

import dev.sluice.redis.store.Keys;
import java.util.List;

/** The keys of nodes and policies; all in one hash tag, none with a TTL. */
final class PolicyKeys {

    /** Hash: node id to its last heartbeat. */
    static final byte[] NODES = Keys.ofPolicy("nodes");

    /**
     * Hash: revision (epoch, number) and whether the next write begins an epoch, the run of Redis and since when it is known, when
     * policies were last brought back, and how often the set of occupied streams changed.
     */
    static final byte[] STATE = Keys.ofPolicy("state");

    /** Set: ids of streams with somebody in them. */
    static final byte[] OCCUPIED = Keys.ofPolicy("occupied");

    /** Hash: stream id, or {@code :overlays}, to its revision and document. */
    static final byte[] DOCUMENTS = Keys.ofPolicy("documents");

    /** Sorted set: the same names by the number of the revision that changed them last. */
    static final byte[] CHANGES = Keys.ofPolicy("changes");

    /** String: the highest layout of keys that a node wrote, of whatever version. */
    static final byte[] LAYOUT = Keys.ofAllLayouts("layout");

    /** What the scripts on nodes take. */
    static final List<byte[]> OF_NODES = List.of(NODES, STATE, OCCUPIED, LAYOUT);

    /** What the scripts on documents take. */
    static final List<byte[]> OF_DOCUMENTS = List.of(STATE, DOCUMENTS, CHANGES);

    /** The channel on which each new revision is announced. */
    static final String CHANNEL = "sluice:1::{policy}:revision";

    private PolicyKeys() {}
}
