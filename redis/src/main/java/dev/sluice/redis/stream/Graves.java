package dev.sluice.redis.stream;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.time.Ticker;
import dev.sluice.redis.policy.NodeRegistry;
import dev.sluice.redis.policy.Policies;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The streams that were deleted. Every node forgets them; the one that owns a stream takes away what Redis still has of it,
 * whoever deleted it and whenever, for only Redis knows what is left: each at once, and again each minute, so that a Redis that
 * lost its state has the tombstones again.
 */
final class Graves {

    /** As many streams a round as do not delay others. */
    private static final int AT_ONCE = 8;

    private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private record Buried(Revision deletion, long atNanos) {}

    private final RedisStreams streams;
    private final NodeRegistry nodes;
    private final Ticker ticker;
    private final AtomicReference<Map<StreamId, Revision>> deleted = new AtomicReference<>(Map.of());
    private final Map<StreamId, Buried> buried = new ConcurrentHashMap<>();
    private final Set<StreamId> underWay = ConcurrentHashMap.newKeySet();

    Graves(RedisStreams streams, NodeRegistry nodes, Ticker ticker) {
        this.streams = streams;
        this.nodes = nodes;
        this.ticker = ticker;
    }

    /** Looks which streams are deleted now. */
    void look(Policies policies) {
        deleted.set(policies.deleted());
    }

    /** What is due of all of them. */
    void round() {
        Set<StreamId> occupied = nodes.occupied();
        requireNonNull(deleted.get()).forEach((id, deletion) -> {
            streams.forget(id);
            if (!nodes.owns(id)) {
                return;
            }
            Buried last = buried.get(id);
            if (last == null || !last.deletion().equals(deletion) || ticker.nanos() - last.atNanos() >= AGAIN_NANOS) {
                bury(id, deletion);
            } else if (occupied.contains(id)) {
                nodes.vacant(id);
            }
        });
    }

    private void bury(StreamId id, Revision deletion) {
        if (underWay.size() >= AT_ONCE || !underWay.add(id)) {
            return;
        }
        streams.bury(id, deletion).whenComplete((done, failure) -> {
            underWay.remove(id);
            if (failure == null && done) {
                buried.put(id, new Buried(deletion, ticker.nanos()));
            }
        });
    }
}
