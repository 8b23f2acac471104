package dev.sluice.redis.policy;

import dev.sluice.config.policy.Revision;
import dev.sluice.redis.store.StoreMode;
import java.time.Duration;

/**
 * A node that was heard of, in the last five seconds before the store last answered unless it counts as silent.
 *
 * @param id its name, {@code sluice.node-id}
 * @param kind what it is
 * @param version the software's version
 * @param storeMode how it stands with the store; lost, too, when it was not heard of for half a second
 * @param applied the revision that it runs
 * @param appliedAtMicros when it first said so, by the store's clock
 * @param age how long ago it was heard of, when it was asked for
 */
public record LiveNode(
        String id,
        NodeKind kind,
        String version,
        StoreMode storeMode,
        Revision applied,
        long appliedAtMicros,
        Duration age) {

    /** The same node, when nothing more was heard of it. */
    LiveNode after(Duration time, Duration silence) {
        Duration now = age.plus(time);
        StoreMode mode = now.compareTo(silence) < 0 ? storeMode : StoreMode.LOST;
        return new LiveNode(id, kind, version, mode, applied, appliedAtMicros, now);
    }
}
