package dev.sluice.redis.store;

import java.util.List;
import java.util.Optional;

/** Whether the store answers. */
public interface StoreHealth {

    /** The mode in force on this node. */
    StoreMode mode();

    /** Why this Redis is not fit to keep places, a sentence each; empty when it is, or has not been heard yet. */
    default List<String> complaints() {
        return List.of();
    }

    /** Why the store cannot be used just now, as the log tells it; empty when it can, or nothing more than silence is known. */
    default Optional<String> trouble() {
        return Optional.empty();
    }
}
