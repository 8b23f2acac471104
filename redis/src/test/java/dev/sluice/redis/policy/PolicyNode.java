package dev.sluice.redis.policy;

import dev.sluice.config.file.OperatorFile;
import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.MergePatch;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.time.SystemTicker;
import dev.sluice.redis.store.RedisStore;
import dev.sluice.redis.store.StoreProperties;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A node as far as policies go, put together as {@link PolicyAutoConfiguration} does. */
final class PolicyNode implements AutoCloseable {

    static final StreamId DEMO = new StreamId("demo");

    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final PolicyThread thread = new PolicyThread();
    private final Set<StreamId> emptyQueues = ConcurrentHashMap.newKeySet();
    final RedisStore store;
    private final PolicyRounds rounds;
    final RedisPolicies policies;
    final RedisNodes nodes;
    final RedisPolicyAdmin admin;

    /** Whether a node hears announcements. */
    enum Ears {
        OPEN,
        SHUT
    }

    PolicyNode(String id, URI redis, OperatorFile file, Path state) {
        this(id, redis, file, state, Ears.OPEN);
    }

    PolicyNode(String id, URI redis, OperatorFile file, Path state, Ears ears) {
        this(id, redis, file, state, ears, new Grace.Spans(Duration.ZERO, Duration.ZERO));
    }

    PolicyNode(String id, URI redis, OperatorFile file, Path state, Ears ears, Grace.Spans spans) {
        SystemTicker ticker = new SystemTicker();
        StoreProperties properties = new StoreProperties(redis, Duration.ofSeconds(4), Duration.ofSeconds(2));
        store = new RedisStore(properties, ticker, timer, new SimpleMeterRegistry());
        RedisDocuments documents = new RedisDocuments(store);
        LastGoodPolicy disk = new LastGoodPolicy(state.resolve("policy.json"), properties.address());
        Grace grace = new Grace(ticker, spans);
        policies =
                new RedisPolicies(documents, disk, disk.read().orElseGet(() -> PolicySnapshot.of(file)), thread, grace);
        nodes = new RedisNodes(store, ticker, new NodeIdentity(id, NodeKind.GATEWAY, "test"), policies);
        admin = new RedisPolicyAdmin(policies, documents, grace);
        DueSwitches switches =
                new DueSwitches(policies, admin, nodes, new DueSwitches.Clocks(store, ticker), emptyQueues::contains);
        rounds = new PolicyRounds(policies, nodes, switches, timer);
        if (ears == Ears.OPEN) {
            rounds.start();
        } else {
            timer.scheduleAtFixedRate(nodes::tick, 0, 100, TimeUnit.MILLISECONDS);
        }
    }

    /** From now on the stream's queue is empty. */
    void emptyQueue(StreamId id) {
        emptyQueues.add(id);
    }

    WriteDecision write(Precondition precondition, UnaryOperator<StreamDocument> edit) {
        Function<StreamDocument, Checked<StreamDocument>> valid = found -> new Checked.Valid<>(edit.apply(found));
        return admin.write(DEMO, precondition, valid).toCompletableFuture().join();
    }

    /** Merges live edits. */
    WriteDecision patch(String json) {
        return write(new Precondition.None(), found -> found.withPatch(MergePatch.merge(found.patch(), tree(json))));
    }

    boolean publish(OperatorFile file) {
        return admin.publish(file).toCompletableFuture().join();
    }

    /** What is in force for the demo's capacity; -1 when there is no demo. */
    int capacity() {
        return policies.find(DEMO).map(live -> live.policy().capacity()).orElse(-1);
    }

    static OperatorFile file(String json) {
        JsonNode tree = tree(json);
        Map<StreamId, ObjectNode> streams = new HashMap<>();
        tree.path("streams")
                .properties()
                .forEach(member -> streams.put(new StreamId(member.getKey()), (ObjectNode) member.getValue()));
        Map<String, ObjectNode> overlays = new HashMap<>();
        tree.path("overlays")
                .properties()
                .forEach(member -> overlays.put(member.getKey(), (ObjectNode) member.getValue()));
        return new OperatorFile(streams, overlays);
    }

    static ObjectNode tree(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json.replace('\'', '"'));
    }

    @Override
    public void close() {
        rounds.stop();
        timer.shutdownNow();
        thread.close();
        store.close();
    }
}
