package dev.sluice.redis.store;

import java.util.List;

/** Whether the store answers. */
public interface StoreHealth {

    /** The mode in force on this node. */
    StoreMode mode();

    /** Why this Redis is not fit to keep places, a sentence each; empty when it is, or has not been heard yet. */
    default List<String> complaints() {
        return List.of();
    }
}
