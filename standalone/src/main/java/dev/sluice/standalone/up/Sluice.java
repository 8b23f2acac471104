package dev.sluice.standalone.up;

import dev.sluice.admin.AdminApplication;
import dev.sluice.config.time.Ticker;
import dev.sluice.gateway.GatewayApplication;
import dev.sluice.standalone.key.AdminKeys;
import dev.sluice.standalone.key.KeyRole;
import dev.sluice.standalone.origin.DemoOrigin;
import dev.sluice.standalone.redis.KeptRedis;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts everything, waits for the end, stops everything. */
final class Sluice implements KeptRedis.Owner {

    private static final Logger log = LoggerFactory.getLogger(Sluice.class);

    private final UpOptions options;
    private final PrintWriter out;
    private final Ticker ticker;
    private final StopOrder order = new StopOrder();
    private final CompletableFuture<String> broken = new CompletableFuture<>();

    private Sluice(UpOptions options, PrintWriter out, Ticker ticker) {
        this.options = options;
        this.out = out;
        this.ticker = ticker;
    }

    /**
     * Runs until the process is told to end.
     *
     * @throws UpFailedException if something does not start, or cannot go on; what had started is stopped then
     */
    static void run(UpOptions options, PrintWriter out, Ticker ticker) throws IOException {
        Sluice sluice = new Sluice(options, out, ticker);
        Console.quiet();
        options.ports().checkThatTheyAreFree();
        Thread stop = new Thread(sluice::stop, "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            sluice.start();
        } catch (Throwable e) {
            if (sluice.order.isStopping()) {
                // Ctrl-C while starting: the hook has the word, and whatever broke, broke because of it.
                park();
            }
            Console.mute();
            sluice.order.close();
            throw e;
        }
        throw sluice.brokenDown();
    }

    /** Returns if what everything needs cannot go on, once all is stopped; else the hook ends the process. */
    private UpFailedException brokenDown() {
        String why = broken.join();
        out.println("sluice: stopping, because Redis does not run any more");
        Console.mute();
        order.close();
        return new UpFailedException(why + "\nEverything is stopped. Once the cause is gone, start again.");
    }

    /** The hook ends the process. */
    private static void park() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void start() throws IOException {
        long start = ticker.nanos();
        StateFolder state = order.started(StateFolder.hold(options.stateDir()));
        state.sayWhoHoldsIt("process " + ProcessHandle.current().pid() + ", starting");
        if (options.fresh()) {
            state.forget();
        }
        out.println("sluice: starting");
        KeptRedis redis = order.started(KeptRedis.start(state.path(), ticker, this));
        AutoCloseable goodOrder = redis::leaveInGoodOrder;
        order.started(goodOrder);
        DemoOrigin origin = order.started(DemoOrigin.start(state.originPort(), ticker));
        state.keepOriginPort(origin.port());

        Map<String, Object> defaults = defaults(state.signingKey(), origin);
        Running running = startBoth(
                new Node(
                        NodeRole.GATEWAY,
                        GatewayApplication.class,
                        defaults,
                        fixed(redis, options.ports().gateway())),
                new Node(
                        NodeRole.ADMIN,
                        AdminApplication.class,
                        defaults,
                        fixed(redis, options.ports().admin())));
        // Last of all: a key that was made and then not shown, because something failed, would be lost.
        Optional<String> newKey = firstKey(new AdminKeys(state.path()));
        Greeting greeting = new Greeting(options, running, origin.uri(), newKey);
        state.sayWhoHoldsIt("process " + ProcessHandle.current().pid() + ", " + greeting.gatewayUrl());
        greeting.print(out, Duration.ofNanos(ticker.nanos() - start));
    }

    /** A key for whoever starts Sluice for the first time; it is kept nowhere. */
    private static Optional<String> firstKey(AdminKeys keys) throws IOException {
        return keys.isEmpty() ? keys.create("operator-1", KeyRole.OPERATOR) : Optional.empty();
    }

    /** The gateway first, and the admin API beside it from when logging is set up. */
    private Running startBoth(Node gateway, Node admin) {
        CountDownLatch prepared = new CountDownLatch(1);
        CompletableFuture<ConfigurableApplicationContext> started = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        started.complete(order.started(gateway.start(prepared::countDown)));
                    } catch (Throwable e) {
                        started.completeExceptionally(e);
                    } finally {
                        prepared.countDown();
                    }
                },
                "start-gateway");
        thread.setDaemon(true);
        thread.start();
        try {
            prepared.await();
            if (started.isCompletedExceptionally()) {
                throw new CompletionException(failure(started));
            }
            ConfigurableApplicationContext second = order.started(admin.start(() -> {}));
            return new Running(started.join(), second);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpFailedException("interrupted while starting", e);
        } catch (RuntimeException e) {
            Console.mute();
            throw new UpFailedException(Failures.wrongConfiguration(e).orElseGet(() -> unexpected(e)), e);
        }
    }

    private String unexpected(RuntimeException failure) {
        log.error("Could not start", failure);
        return Failures.describe(failure) + "\nThe whole story is in " + logFile();
    }

    private static Throwable failure(CompletableFuture<?> failed) {
        return failed.<Throwable>handle((result, failure) -> failure).join();
    }

    /** What the operator's file and the environment may replace. */
    private static Map<String, Object> defaults(String signingKey, DemoOrigin origin) {
        Map<String, Object> defaults = new HashMap<>();
        defaults.put("sluice.tokens.keys[0].id", "standalone");
        defaults.put("sluice.tokens.keys[0].secret", signingKey);
        defaults.put("sluice.streams.demo.origin", origin.uri());
        defaults.put("sluice.streams.demo.title", "Sluice demo");
        defaults.put("sluice.streams.demo.art", "/live/demo/art.svg");
        defaults.put("sluice.streams.demo.play", "index.m3u8");
        defaults.put("sluice.streams.demo.capacity", "100");
        defaults.put("sluice.streams.demo.public-status", "full");
        defaults.put("sluice.overlays.event.arrival-rate", "20/s");
        defaults.put("sluice.overlays.event.message", "A lot of people want to listen right now.");
        // One process on somebody's own machine, with everything else that runs there.
        defaults.put("sluice.redis.deadline", "500ms");
        return defaults;
    }

    private Map<String, Object> fixed(KeptRedis redis, int port) {
        Map<String, Object> fixed = new HashMap<>(Console.logging(logFile()));
        fixed.put("sluice.config-file", options.file());
        fixed.put("sluice.redis.uri", redis.uri());
        // the port is another one each time
        fixed.put("sluice.cluster", "standalone");
        // there are no others
        fixed.put("sluice.patience", "0s");
        fixed.put("sluice.state-dir", options.stateDir());
        fixed.put("server.address", options.ports().bind().getHostAddress());
        fixed.put("server.port", port);
        fixed.put("management.server.address", "127.0.0.1");
        fixed.put("management.server.port", 0);
        fixed.put("management.metrics.use-global-registry", false);
        // Somebody who presses Ctrl-C does not want to wait for bodies that never end.
        fixed.put("spring.lifecycle.timeout-per-shutdown-phase", "2s");
        return fixed;
    }

    private Path logFile() {
        return options.stateDir().resolve("log").resolve("sluice.log");
    }

    @Override
    public void says(String what) {
        if (!order.isStopping()) {
            out.println("sluice: " + what);
        }
    }

    @Override
    public void givenUp(String why) {
        broken.complete(why);
    }

    private void stop() {
        if (!order.isStopping()) {
            Console.mute();
            out.println();
            out.println("sluice: stopping");
            order.close();
            out.println("sluice: stopped");
        }
    }

    /** Both contexts, with their ports open. */
    record Running(ConfigurableApplicationContext gateway, ConfigurableApplicationContext admin) {}
}
