package dev.sluice.it.crowd;

import dev.sluice.it.crowd.Gateways.Gateway;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./sluice crowd STREAM N}: fills a stream's room with synthetic listeners. */
@Command(
        name = "crowd",
        description = "Sends synthetic listeners to a running Sluice, and shows what they see. Ctrl-C sends them home.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields in
public final class CrowdCommand implements Callable<Integer> {

    private static final Duration ARRIVAL = Duration.ofSeconds(10);

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream's id, such as demo.")
    private String stream;

    @Parameters(index = "1", paramLabel = "N", description = "How many listeners, 1 to 10000.")
    private int size;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "The gateway (default: ${DEFAULT-VALUE}); may be given several times.",
            arity = "1")
    private List<URI> urls;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "5",
            description = "How long it lasts (default: ${DEFAULT-VALUE}).")
    private int minutes;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (size < 1 || size > 10_000 || minutes < 1 || minutes > 1_440) {
            spec.commandLine()
                    .getErr()
                    .println("sluice: N: " + size + " (expected: 1 to 10000), --minutes: " + minutes
                            + " (expected: 1 to 1440)");
            return 2;
        }
        Gateways gateways = new Gateways(
                urls.stream().map(url -> new Gateway(url.toString(), url)).toList());
        try (Crowd crowd = new Crowd(stream, gateways, event -> {})) {
            CountDownLatch stopped = new CountDownLatch(1);
            CountDownLatch home = new CountDownLatch(1);
            Thread hook = new Thread(() -> sendHome(stopped, home), "crowd-home");
            Runtime.getRuntime().addShutdownHook(hook);
            out.printf(
                    "%d listeners come to %s at %s within %d s, for %d min; Ctrl-C sends them home.%n",
                    size, stream, urls.get(0), ARRIVAL.toSeconds(), minutes);
            arrive(crowd);
            show(crowd, stopped, out);
            out.println();
            crowd.disperse().join();
            out.println("home     " + crowd.tally().count());
            out.flush();
            home.countDown();
        }
        return 0;
    }

    /** Runs on Ctrl-C: the process ends when it returns, so it waits until everybody has given back what they had. */
    private static void sendHome(CountDownLatch stopped, CountDownLatch home) {
        stopped.countDown();
        try {
            home.await(6, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void arrive(Crowd crowd) {
        SplittableRandom random = new SplittableRandom();
        for (int i = 0; i < size; i++) {
            Habits habits = Habits.any(random, Duration.ofMinutes(2), Duration.ofSeconds(4))
                    .withLid(1, Duration.ofSeconds(20));
            crowd.send(habits, Duration.ofMillis(random.nextLong(ARRIVAL.toMillis())), random.nextLong());
        }
    }

    private void show(Crowd crowd, CountDownLatch stopped, PrintWriter out) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
        for (int second = 0; System.nanoTime() < end; second++) {
            String line = "%3d:%02d   %s"
                    .formatted(second / 60, second % 60, crowd.tally().count());
            out.print("\r" + line + "   ");
            out.flush();
            if (stopped.await(1, TimeUnit.SECONDS)) {
                return;
            }
        }
    }
}
