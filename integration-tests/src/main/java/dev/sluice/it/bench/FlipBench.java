package dev.sluice.it.bench;

import dev.sluice.it.process.Cluster;
import dev.sluice.it.process.Node;
import dev.sluice.it.process.Operator;
import dev.sluice.it.process.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code ./sluice bench flip}: the time from an event-mode {@code PUT} to the last of three gateways enforcing it.
 *
 * <p>Seen by listeners: the overlay closes the stream for maintenance. On each gateway one connection asks for the
 * playlist without a token ({@code HEAD}, which takes no slot) again and again; a gateway enforces a flip once an answer
 * differs. The time runs from before the {@code PUT} leaves to when that answer is there, so the admin API, Redis and the
 * request itself are in it.
 */
@Command(
        name = "flip",
        description = "The time from an event-mode PUT to the last of three gateways enforcing it.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets them
final class FlipBench implements Callable<Integer> {

    private static final int GATEWAYS = 3;
    /** Between two questions, so that asking does not take the processors from what is measured; it is in the figures. */
    private static final long PAUSE_NANOS = 5_000_000;

    private static final int OPEN = 200;
    private static final int CLOSED = 503;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        int flips = options.small() ? 6 : 100;
        int warmUp = options.small() ? 2 : 20;
        Cluster.Plan plan = new Cluster.Plan(
                GATEWAYS,
                Map.of("capacity", "1000"),
                Map.of("event", Map.of("gate", "maintenance")),
                Duration.ofSeconds(1),
                RedisServer.Memory.NONE,
                options.nodes());
        try (Cluster cluster = Cluster.start(plan)) {
            Histogram last = new Histogram(3);
            Histogram each = new Histogram(3);
            ExecutorService watchers = Executors.newFixedThreadPool(GATEWAYS);
            try {
                Operator operator = cluster.operator();
                List<Watcher> gateways = new ArrayList<>();
                for (Node gateway : cluster.gateways()) {
                    gateways.add(new Watcher(gateway.url()));
                }
                for (int i = 0; i < warmUp + flips; i++) {
                    List<Long> micros = flip(operator, gateways, watchers, i % 2 == 0);
                    if (i >= warmUp) {
                        micros.forEach(each::recordValue);
                        last.recordValue(
                                micros.stream().mapToLong(Long::longValue).max().orElseThrow());
                    }
                }
            } finally {
                watchers.shutdownNow();
            }
            return options.publish(
                    report(plan, flips, last, each), spec.commandLine().getOut());
        }
    }

    /** Flips once; how many microseconds later each gateway enforced it. */
    private static List<Long> flip(Operator operator, List<Watcher> gateways, ExecutorService watchers, boolean close) {
        int expected = close ? CLOSED : OPEN;
        String document = close ? "{\"state\":\"on\"}" : "{\"state\":\"off\",\"release\":\"now\"}";
        long started = System.nanoTime();
        List<CompletableFuture<Long>> enforced = gateways.stream()
                .map(gateway -> CompletableFuture.supplyAsync(() -> gateway.answersNanos(expected), watchers))
                .toList();
        operator.eventMode("demo", document);
        return enforced.stream()
                .map(at -> Math.max(1, (at.join() - started) / 1_000))
                .toList();
    }

    private static Report report(Cluster.Plan plan, int flips, Histogram last, Histogram each) {
        String all = "last of " + GATEWAYS + " gateways";
        Conditions conditions = Conditions.here()
                .with("flips", flips)
                .with("gateways", GATEWAYS)
                .with("flags of the gateways", String.join(" ", plan.jvm().flags()));
        return new Report(
                "flip",
                "from an event-mode PUT to the first answer that differs",
                conditions,
                List.of(
                        Figure.of(all, "p50", millis(last.getValueAtPercentile(50)), "ms"),
                        Figure.atMost(100, Figure.of(all, "p99", millis(last.getValueAtPercentile(99)), "ms")),
                        Figure.of(all, "max", millis(last.getMaxValue()), "ms"),
                        Figure.of("any gateway", "p50", millis(each.getValueAtPercentile(50)), "ms"),
                        Figure.of("any gateway", "p99", millis(each.getValueAtPercentile(99)), "ms")));
    }

    private static double millis(long micros) {
        return micros / 1_000.0;
    }

    /** Asks one gateway again and again. */
    private record Watcher(URI gateway) {

        /** When it first answered with this status. */
        long answersNanos(int expected) {
            try (Caller caller = new Caller(gateway)) {
                long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
                while (System.nanoTime() < end) {
                    if (caller.ask("HEAD", "/live/demo/index.m3u8", "").status() == expected) {
                        return System.nanoTime();
                    }
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new IllegalStateException(gateway + " never answered with " + expected + " within 20 s");
        }
    }
}
