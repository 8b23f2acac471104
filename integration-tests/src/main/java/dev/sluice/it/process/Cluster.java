package dev.sluice.it.process;

import dev.sluice.it.values.Current;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gateways {@code g1}, {@code g2}, … and an admin API, each a process of its own, one real Redis behind a {@link Link} for
 * each of them (and a replica, where one is asked for), and a small {@link Origin}. Not safe for use by several threads.
 */
public final class Cluster implements AutoCloseable {

    /**
     * What to start.
     *
     * @param gateways how many gateways
     * @param stream the settings of the streams, as lines of the operator's file; without an {@code origin}
     *     it has the cluster's own
     * @param overlays overlays by name, each as lines of the operator's file
     * @param deadline how long a call to Redis may take
     * @param memory what Redis keeps over a restart
     * @param jvm the JVM of each gateway and the admin API
     * @param streams the streams that have these settings
     */
    public record Plan(
            int gateways,
            Map<String, String> stream,
            Map<String, Map<String, String>> overlays,
            Duration deadline,
            RedisServer.Memory memory,
            Jvm jvm,
            List<String> streams) {

        /** With one stream, {@code demo}. */
        public Plan(
                int gateways,
                Map<String, String> stream,
                Map<String, Map<String, String>> overlays,
                Duration deadline,
                RedisServer.Memory memory,
                Jvm jvm) {
            this(gateways, stream, overlays, deadline, memory, jvm, List.of("demo"));
        }
    }

    private final Plan plan;
    private final Path folder;
    private final Origin origin;
    private final Optional<TimeShift> timeShift;
    private final Current<RedisServer> redis;
    private final AtomicReference<@Nullable Replica> replica = new AtomicReference<>();
    private final Map<String, Link> links = new LinkedHashMap<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();

    /** A follower of the store, and the way by which it follows. */
    private record Replica(RedisServer server, Link source) {}

    private Cluster(Plan plan, Path folder, Optional<TimeShift> timeShift) {
        this.plan = plan;
        this.folder = folder;
        this.origin = Origin.start();
        this.timeShift = timeShift;
        this.redis = new Current<>(startRedis("redis"));
    }

    /** Starts all of it in a folder of its own, and returns once everything is open. */
    public static Cluster start(Plan plan) {
        return prepare(plan).startNodes();
    }

    /** Starts origin and Redis, and nothing else yet. */
    public static Cluster prepare(Plan plan) {
        try {
            return prepare(plan, Files.createTempDirectory("sluice-it-"), Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with a Redis whose clock can be moved, where that is possible; see {@link #timeShift()}. */
    public static Cluster prepareForFaults(Plan plan) {
        try {
            Path folder = Files.createTempDirectory("sluice-it-");
            return prepare(plan, folder, TimeShift.in(folder.resolve("shift")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Cluster prepare(Plan plan, Path folder, Optional<TimeShift> timeShift) {
        try {
            Cluster cluster = new Cluster(plan, folder, timeShift);
            OperatorFile.write(folder, plan, cluster.origin.url());
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the admin API and all gateways at once, and returns when they are open. */
    public Cluster startNodes() {
        try {
            launch("admin-api", "admin");
            for (int i = 1; i <= plan.gateways(); i++) {
                launch("gateway", "g" + i);
            }
            nodes.values().forEach(Node::awaitOpen);
            return this;
        } catch (IllegalStateException e) {
            close();
            throw e;
        }
    }

    /** Starts one more gateway, or one that was stopped or killed, and returns when it is open. */
    public Node startGateway(String name) {
        return launch("gateway", name).awaitOpen();
    }

    /** Starts one more gateway, or one that was stopped or killed, and returns at once. */
    public Node launchGateway(String name) {
        return launch("gateway", name);
    }

    /** The gateways that run. */
    public List<Node> gateways() {
        return nodes.values().stream()
                .filter(node -> !node.name().equals("admin") && node.alive())
                .toList();
    }

    /** A gateway, or {@code admin}. */
    public Node node(String name) {
        Node node = nodes.get(name);
        if (node == null) {
            throw new NoSuchElementException("no node " + name + " (expected: one of " + nodes.keySet() + ")");
        }
        return node;
    }

    /** The way from a node to Redis. */
    public Link link(String name) {
        return links.computeIfAbsent(name, key -> Link.to(redis().address()));
    }

    /** The ways from all nodes to Redis. */
    public List<Link> links() {
        return List.copyOf(links.values());
    }

    /** The store: another one after {@link #promoteReplica()}. */
    public RedisServer redis() {
        return redis.get();
    }

    /** Moves the clock of the store; empty where nothing can. */
    public Optional<TimeShift> timeShift() {
        return timeShift;
    }

    /** Starts a replica of the store, which from then on lags behind it by so much. */
    public void follow(Duration lag) {
        Link source = Link.to(redis().address());
        RedisServer server = startRedis("replica-" + source.port());
        server.follow(new InetSocketAddress(InetAddress.getLoopbackAddress(), source.port()));
        source.delayAnswers(lag);
        replica.set(new Replica(server, source));
    }

    /** Kills the store; what its replica does not have yet is lost. */
    public void failStore() {
        Replica next = replica.get();
        redis().kill();
        if (next != null) {
            next.source().close();
        }
    }

    /**
     * Makes the replica the store: all nodes are led there.
     *
     * @throws IllegalStateException without {@link #follow}
     */
    public void promoteReplica() {
        Replica next = replica.getAndSet(null);
        if (next == null) {
            throw new IllegalStateException("there is no replica (expected: follow() before)");
        }
        next.server().promote();
        redis.set(next.server());
        links.values().forEach(link -> link.leadTo(next.server().address()));
    }

    /** The origin. */
    public Origin origin() {
        return origin;
    }

    /** Somebody with the operator's key. */
    public Operator operator() {
        Node admin = node("admin");
        return new Operator(admin.url(), OperatorFile.KEY, admin::lastWords);
    }

    /**
     * Ends everything, in order, and removes the folder; logs of a failed start were in its message.
     *
     * @throws IllegalStateException when guards of a node have found something
     */
    @Override
    public void close() {
        List<Node> ending = new ArrayList<>(nodes.values());
        ending.parallelStream().filter(Node::alive).forEach(Node::close);
        links.values().forEach(Link::close);
        Replica idle = replica.getAndSet(null);
        if (idle != null) {
            idle.source().close();
            idle.server().close();
        }
        redis().close();
        origin.close();
        List<String> complaints = nodes.values().stream()
                .flatMap(node -> node.complaints().stream().map(words -> node.name() + ": " + words))
                .toList();
        remove(folder);
        if (!complaints.isEmpty()) {
            throw new IllegalStateException(complaints.size() + " complaints of guards (expected: none):\n"
                    + String.join("\n", complaints.subList(0, Math.min(5, complaints.size()))));
        }
    }

    private RedisServer startRedis(String name) {
        Path own = folder.resolve(name);
        return timeShift
                .map(shift -> RedisServer.start(own, plan.memory(), shift))
                .orElseGet(() -> RedisServer.start(own, plan.memory()));
    }

    private Node launch(String module, String name) {
        Node node = Node.start(
                module,
                name,
                folder,
                plan.jvm(),
                List.of(
                        "--sluice.redis.uri=redis://127.0.0.1:" + link(name).port(),
                        "--sluice.redis.deadline=" + plan.deadline().toMillis() + "ms",
                        "--sluice.patience=0s"));
        nodes.put(name, node);
        return node;
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
