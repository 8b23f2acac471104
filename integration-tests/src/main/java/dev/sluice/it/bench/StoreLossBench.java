package dev.sluice.it.bench;

import dev.sluice.it.process.Cluster;
import dev.sluice.it.process.Link;
import dev.sluice.it.process.Node;
import dev.sluice.it.process.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code ./sluice bench store-loss}: joins, polls and media requests a second through one gateway before, while and after
 * Redis does not answer it for ten seconds.
 *
 * <p>The relay between gateway and Redis falls silent: connections stay open and nothing gets through, which is worse than
 * a refused connection, for every call has to wait for its deadline. Everybody asks at a steady pace, so that the rates of the
 * three times can be compared: a lower one means answers that took long, or none. Leases are short: every listener's has to be
 * renewed while Redis does not answer.
 */
@Command(
        name = "store-loss",
        description = "Joins, polls and media a second before, during and after a store loss of ten seconds.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets them
final class StoreLossBench implements Callable<Integer> {

    private static final Pattern TOKEN = Pattern.compile("\"(?:session|ticket)\":\"([^\"]+)\"");
    private static final String JSON = "Accept: application/json\r\n";

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Duration each = options.small() ? Duration.ofSeconds(3) : Duration.ofSeconds(10);
        int listeners = options.small() ? 20 : 100;
        Cluster.Plan plan = new Cluster.Plan(
                1,
                policy(listeners),
                Map.of(),
                options.small() ? Duration.ofMillis(500) : Duration.ofMillis(50),
                RedisServer.Memory.NONE,
                options.nodes());
        List<Figure> figures = new ArrayList<>();
        try (Cluster cluster = Cluster.start(plan)) {
            Node gateway = cluster.gateways().get(0);
            Link redis = cluster.link(gateway.name());
            List<String> sessions = tokens(gateway.url(), listeners);
            List<String> tickets = tokens(gateway.url(), 20);
            try (Traffic traffic = new Traffic(gateway.url(), sessions, tickets)) {
                // classes load and connections open meanwhile
                TimeUnit.SECONDS.sleep(options.small() ? 2 : 5);
                traffic.begin();
                figures.addAll(phase("before", traffic, each));
                redis.silence();
                figures.addAll(phase("during", traffic, each));
                redis.heal();
                figures.addAll(phase("after", traffic, each));
            }
        }
        Conditions conditions = Conditions.here()
                .with("seconds each", each.toSeconds())
                .with("listeners", listeners)
                .with("lease", lease())
                .with("in time", Traffic.IN_TIME.toMillis() + " ms")
                .with("deadline of calls to Redis", plan.deadline().toMillis() + " ms")
                .with("flags of the gateway", String.join(" ", plan.jvm().flags()));
        return options.publish(
                new Report(
                        "store-loss",
                        "one gateway before, while and after Redis does not answer it",
                        conditions,
                        figures),
                spec.commandLine().getOut());
    }

    private String lease() {
        return options.small() ? "6s" : "15s";
    }

    /** Leases so short that each listener's is due for renewal while Redis does not answer. */
    private Map<String, String> policy(int listeners) {
        return Map.of(
                "capacity", Integer.toString(listeners),
                "lease", lease(),
                "first-lease", options.small() ? "6s" : "10s");
    }

    private static List<Figure> phase(String when, Traffic traffic, Duration time) throws InterruptedException {
        traffic.forget();
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
        double seconds = time.toNanos() / 1e9;
        Traffic.Count media = traffic.media();
        Traffic.Count polls = traffic.polls();
        Traffic.Count joins = traffic.joins();
        return List.of(
                Figure.of(when, "media", media.asked() / seconds, "/s"),
                Figure.atLeast(99.9, Figure.of(when, "media in time", media.share(), "%")),
                Figure.of(when, "polls", polls.asked() / seconds, "/s"),
                Figure.of(when, "polls in time", polls.share(), "%"),
                Figure.of(when, "joins", joins.asked() / seconds, "/s"),
                Figure.of(when, "joins that got a place", joins.share(), "%"));
    }

    /** Joins one after the other: sessions while there is room, then tickets. */
    private static List<String> tokens(URI gateway, int n) throws IOException {
        List<String> tokens = new ArrayList<>();
        try (Caller caller = new Caller(gateway)) {
            for (int i = 0; i < n; i++) {
                Caller.Answer answer = caller.ask("POST", "/.sluice/demo/tickets", JSON);
                Matcher token = TOKEN.matcher(answer.body());
                if (answer.status() != 201 || !token.find()) {
                    throw new IOException("a join was answered with " + answer.status() + ": " + answer.body());
                }
                tokens.add(token.group(1));
            }
        }
        return tokens;
    }
}
