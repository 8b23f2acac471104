package dev.sluice.redis.policy;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.store.StoreMode;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the last answered heartbeat told.
 *
 * @param atNanos when it was sent, by the node's own clock
 * @param nodes who is there, with ages as of then
 * @param silent who was there in the last minutes, and is not any more
 * @param candidates the gateways alive as of then
 * @param occupiedVersion how often the set of occupied streams had changed, -1 when it is not known
 * @param occupied the streams with somebody in them
 * @param owners whom the candidates' hashes chose so far
 */
record Heartbeat(
        long atNanos,
        List<LiveNode> nodes,
        List<LiveNode> silent,
        List<String> candidates,
        long occupiedVersion,
        Set<StreamId> occupied,
        Map<StreamId, String> owners) {

    private static final Duration CANDIDATE = Duration.ofMillis(300);

    /** Five heartbeats: by then a node that does not reach the store has noticed. */
    private static final Duration SILENT = Duration.ofMillis(500);

    /** Who was not heard of for so long is not there. */
    private static final Duration GONE = Duration.ofSeconds(5);

    /** Whom the store does not tell of any more is known for so long: it may have lost its nodes, too. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(10);

    /** The kind of those who said goodbye. */
    private static final String LEFT = "left";

    /** Nothing heard yet. */
    static Heartbeat none(long atNanos) {
        return new Heartbeat(atNanos, List.of(), List.of(), List.of(), -1, Set.of(), new ConcurrentHashMap<>());
    }

    /** Reads the reply of {@code beat.lua}. */
    static Heartbeat read(Heartbeat known, Reply reply, long atNanos) {
        long version = reply.number(4);
        Map<Boolean, List<LiveNode>> gone = told(known, reply, atNanos)
                .collect(Collectors.partitioningBy(node -> node.age().compareTo(GONE) >= 0));
        List<LiveNode> nodes = requireNonNull(gone.get(false));
        List<String> candidates = nodes.stream()
                .filter(node -> node.kind() == NodeKind.GATEWAY && node.age().compareTo(CANDIDATE) < 0)
                .map(LiveNode::id)
                .toList();
        return new Heartbeat(
                atNanos,
                List.copyOf(nodes),
                List.copyOf(requireNonNull(gone.get(true))),
                candidates,
                version,
                version == known.occupiedVersion() ? known.occupied() : streams(reply.texts(6)),
                candidates.equals(known.candidates()) ? known.owners() : new ConcurrentHashMap<>());
    }

    /** Those whom the store tells of, and those known before; in order of their names. */
    private static Stream<LiveNode> told(Heartbeat known, Reply reply, long atNanos) {
        Map<String, LiveNode> all = new TreeMap<>();
        Stream.concat(known.nodes(atNanos).stream(), known.silent(atNanos).stream())
                .filter(node -> node.age().compareTo(FORGOTTEN) < 0)
                .forEach(node -> all.put(node.id(), node));
        for (Reply row : reply.table(5)) {
            if (row.text(5).equals(LEFT)) {
                all.remove(row.text(0));
            } else {
                all.put(row.text(0), node(row));
            }
        }
        return all.values().stream();
    }

    /** The gateway that looks after a stream. */
    Optional<String> owner(StreamId id) {
        return Optional.ofNullable(owners.computeIfAbsent(
                id, stream -> Rendezvous.choose(candidates, stream.value()).orElse(null)));
    }

    /** The nodes told of, with their ages at {@code nowNanos}. Of one that is silent, the store is lost to it, or it is gone. */
    Collection<LiveNode> nodes(long nowNanos) {
        return later(nodes, nowNanos);
    }

    /** The nodes that were there in the last minutes, with their ages at {@code nowNanos}. */
    Collection<LiveNode> silent(long nowNanos) {
        return later(silent, nowNanos);
    }

    private Collection<LiveNode> later(List<LiveNode> told, long nowNanos) {
        Duration since = Duration.ofNanos(Math.max(0, nowNanos - atNanos));
        return told.stream().map(node -> node.after(since, SILENT)).toList();
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
