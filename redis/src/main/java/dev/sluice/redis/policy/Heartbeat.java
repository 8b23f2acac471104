package dev.sluice.redis.policy;

import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.store.StoreMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What the last answered heartbeat told.
 *
 * @param atNanos when it was sent, by the node's own clock
 * @param nodes who is there, with ages as of then
 * @param candidates the gateways alive as of then
 * @param occupiedVersion how often the set of occupied streams had changed, -1 when it is not known
 * @param occupied the streams with somebody in them
 * @param owners whom the candidates' hashes chose so far
 */
record Heartbeat(
        long atNanos,
        List<LiveNode> nodes,
        List<String> candidates,
        long occupiedVersion,
        Set<StreamId> occupied,
        Map<StreamId, String> owners) {

    private static final Duration CANDIDATE = Duration.ofMillis(300);

    /** Five heartbeats: by then a node that does not reach the store has noticed. */
    private static final Duration SILENT = Duration.ofMillis(500);

    /** Nothing heard yet. */
    static Heartbeat none(long atNanos) {
        return new Heartbeat(atNanos, List.of(), List.of(), -1, Set.of(), new ConcurrentHashMap<>());
    }

    /** Reads the reply of {@code beat.lua}. */
    static Heartbeat read(Heartbeat known, Reply reply, long atNanos) {
        long version = reply.number(4);
        List<LiveNode> nodes = new ArrayList<>();
        reply.table(5).forEach(row -> nodes.add(node(row)));
        nodes.sort(Comparator.comparing(LiveNode::id));
        List<String> candidates = nodes.stream()
                .filter(node -> node.kind() == NodeKind.GATEWAY && node.age().compareTo(CANDIDATE) < 0)
                .map(LiveNode::id)
                .toList();
        return new Heartbeat(
                atNanos,
                List.copyOf(nodes),
                candidates,
                version,
                version == known.occupiedVersion() ? known.occupied() : streams(reply.texts(6)),
                candidates.equals(known.candidates()) ? known.owners() : new ConcurrentHashMap<>());
    }

    /** The gateway that looks after a stream. */
    Optional<String> owner(StreamId id) {
        return Optional.ofNullable(owners.computeIfAbsent(
                id, stream -> Rendezvous.choose(candidates, stream.value()).orElse(null)));
    }

    /** The nodes told of, with their ages at {@code nowNanos}. Of one that is silent, the store is lost to it, or it is gone. */
    Collection<LiveNode> nodes(long nowNanos) {
        Duration since = Duration.ofNanos(Math.max(0, nowNanos - atNanos));
        return nodes.stream().map(node -> node.after(since, SILENT)).toList();
    }

    private static LiveNode node(Reply row) {
        String[] said = row.text(6).split(" ", 2);
        return new LiveNode(
                row.text(0),
                row.text(5).equals("gateway") ? NodeKind.GATEWAY : NodeKind.ADMIN,
                said.length > 1 ? said[1] : "",
                said[0].equals(StoreMode.LOST.name()) ? StoreMode.LOST : StoreMode.UP,
                new Revision(row.number(2), row.number(3)),
                row.number(4),
                Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(row.number(1))));
    }

    private static Set<StreamId> streams(List<String> ids) {
        return ids.stream().map(StreamId::new).collect(Collectors.toUnmodifiableSet());
    }
}
