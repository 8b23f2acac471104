package dev.sluice.it.bench;

import dev.sluice.it.process.Cluster;
import dev.sluice.it.process.Link;
import dev.sluice.it.process.Node;
import dev.sluice.it.process.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code ./sluice bench join}: joins a second through one gateway, and the Redis calls that each costs.
 *
 * <p>Redis calls are counted in the bytes between gateway and Redis, by the relay that the tests put there: every command
 * that the client sends, whatever for. So what the gateway sends anyway (reaping, its copy of the queue, its
 * heartbeat) is in it; how much that is, is measured while nobody asks.
 */
@Command(
        name = "join",
        description = "Joins a second through one gateway, and the Redis calls that each costs; polls too.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets them
final class JoinBench implements Callable<Integer> {

    private static final int CONNECTIONS = 48;
    private static final String APP = "Accept: application/json\r\n";

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Duration each = options.small() ? Duration.ofSeconds(2) : Duration.ofSeconds(15);
        Cluster.Plan plan = new Cluster.Plan(
                1,
                Map.of("capacity", "16000000", "lease", "4h", "first-lease", "4h"),
                Map.of(),
                Duration.ofSeconds(1),
                RedisServer.Memory.NONE,
                options.nodes());
        List<Figure> figures = new ArrayList<>();
        try (Cluster cluster = Cluster.start(plan)) {
            Node gateway = cluster.gateways().get(0);
            Link redis = cluster.link(gateway.name());
            Pounding pounding = new Pounding(gateway.url(), CONNECTIONS);
            pounding.joins(each.dividedBy(2));
            figures.addAll(measured("stream with room", "joins", redis, () -> pounding.joins(each)));
            cluster.operator().patch("demo", "{\"capacity\":1}");
            pounding.joins(Duration.ofSeconds(1));
            figures.addAll(measured("full stream", "joins", redis, () -> pounding.joins(each)));
            pounding.polls(Duration.ofSeconds(1));
            figures.addAll(measured("full stream", "polls", redis, () -> pounding.polls(each)));
            figures.add(background(redis, each));
        }
        Conditions conditions = Conditions.here()
                .with("connections", CONNECTIONS)
                .with("seconds each", each.toSeconds())
                .with("flags of the gateway", String.join(" ", plan.jvm().flags()))
                .with("request", APP.strip());
        return options.publish(
                new Report(
                        "join",
                        "joins and polls through one gateway that shares the machine with its clients and Redis",
                        conditions,
                        figures),
                spec.commandLine().getOut());
    }

    private interface Load {
        long run() throws IOException, InterruptedException;
    }

    private static List<Figure> measured(String of, String what, Link redis, Load load)
            throws IOException, InterruptedException {
        long before = redis.commands();
        long started = System.nanoTime();
        long done = load.run();
        double seconds = (System.nanoTime() - started) / 1e9;
        double calls = redis.commands() - before;
        Figure cost = Figure.of(of, "Redis calls each, " + what, calls / done, "calls");
        return List.of(
                Figure.of(of, what, done / seconds, "/s"),
                what.equals("joins") ? Figure.atMost(0.05, cost) : cost,
                Figure.of(of, "Redis calls, " + what, calls / seconds, "/s"));
    }

    private static Figure background(Link redis, Duration time) throws InterruptedException {
        long before = redis.commands();
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
        return Figure.of(
                "full stream",
                "Redis calls, nobody asks",
                (redis.commands() - before) / (double) time.toSeconds(),
                "/s");
    }
}
