package dev.sluice.redis.policy;

/** What a node is. */
public enum NodeKind {
    /** It stands in front of origins, and owns a share of the streams. */
    GATEWAY,
    /** Operators talk to it. */
    ADMIN
}
