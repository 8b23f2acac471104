package dev.sluice.redis.store;

/** Whether the store answers. */
public interface StoreHealth {

    /** The mode in force on this node. */
    StoreMode mode();
}
