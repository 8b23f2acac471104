package dev.sluice.redis.store;

/** How a node stands with the store. */
public enum StoreMode {
    /** It answers within its deadline. */
    UP,
    /** Store loss: it does not answer, and calls are not sent but for a probe now and then. */
    LOST
}
