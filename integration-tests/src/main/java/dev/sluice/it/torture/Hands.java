package dev.sluice.it.torture;

import dev.sluice.it.crowd.Gateways;
import dev.sluice.it.crowd.Gateways.Gateway;
import dev.sluice.it.observer.Event;
import dev.sluice.it.process.Cluster;
import dev.sluice.it.process.Link;
import dev.sluice.it.process.Node;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Does what a step says, undoes it, and tells the observers: when a gateway goes down and is there again; from when on
 * some gateway may not reach the store, and from when on all do. Used by one thread.
 */
final class Hands implements AutoCloseable {

    /** Links, connections and breakers are all well again by then. */
    private static final Duration SETTLED = Duration.ofMillis(1_500);

    /** A load balancer notices so much later that a gateway is gone. */
    private static final Duration NOTICED = Duration.ofMillis(500);

    private final Cluster cluster;
    private final Gateways gateways;
    private final Consumer<Event> witness;
    private final AtomicInteger outages = new AtomicInteger();
    private final Queue<String> answersLost = new ConcurrentLinkedQueue<>();
    private final AtomicLong disturbedUntil = new AtomicLong(Long.MIN_VALUE);
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(Setting.GATEWAYS, task -> {
        Thread thread = new Thread(task, "hands");
        thread.setDaemon(true);
        return thread;
    });

    Hands(Cluster cluster, Gateways gateways, Consumer<Event> witness) {
        this.cluster = cluster;
        this.gateways = gateways;
        this.witness = witness;
    }

    /** When the last outage was over, by the history's clock; {@link Long#MAX_VALUE} while one lasts. */
    long disturbedUntil() {
        return disturbedUntil.get();
    }

    /** The scripts whose answers were lost so far, each as often as one was. */
    List<String> answersLost() {
        return List.copyOf(answersLost);
    }

    /** Whether this step can be done here at all. */
    boolean can(Step step) {
        return step.deed() != Deed.SHIFT_TIME || cluster.timeShift().isPresent();
    }

    void begin(Step step) {
        switch (step.deed()) {
            case KILL_GATEWAY -> kill(step.who());
            case PAUSE_GATEWAY -> lost(cluster.node(step.who())::pause);
            case CUT_OFF -> lost(cluster.link(step.who())::cut);
            case SILENCE -> lost(cluster.link(step.who())::silence);
            case DELAY_QUESTIONS -> lost(() -> links(link -> link.delayQuestions(Duration.ofMillis(step.amount()))));
            case SLOW_QUESTIONS -> lost(() -> links(link -> link.paceQuestions(Duration.ofMillis(step.amount()))));
            case DELAY_ANSWERS -> lost(() -> links(link -> link.delayAnswers(Duration.ofMillis(step.amount()))));
            case LOSE_ANSWERS -> lost(() -> links(link -> link.loseAnswers(Losses.of(step, answersLost::add))));
            case PAUSE_STORE -> lost(cluster.redis()::pause);
            case RESTART_STORE ->
                lost(() -> {
                    cluster.redis().takeSnapshot();
                    cluster.redis().kill();
                });
            case TAKE_SNAPSHOT -> cluster.redis().takeSnapshot();
            case RESTORE_SNAPSHOT -> lost(cluster.redis()::kill);
            case FOLLOW -> cluster.follow(Duration.ofMillis(step.amount()));
            case FAIL_OVER -> lost(cluster::failStore);
            case FLUSH ->
                lost(() -> {
                    cluster.redis().command("FLUSHALL");
                    forgot();
                });
            case SHIFT_TIME -> lost(() -> cluster.timeShift().orElseThrow().set(Duration.ofMillis(step.amount())));
            // The operator's part is the performance's: it knows the streams.
            case SET_CAPACITY, SET_LEASE, SET_LONGEST_POLL, HOLD -> {}
        }
        if (step.deed() == Deed.SHIFT_TIME) {
            settle();
        }
    }

    void end(Step step) {
        switch (step.deed()) {
            case KILL_GATEWAY -> revive(step.who());
            case PAUSE_GATEWAY -> back(cluster.node(step.who())::resume);
            case CUT_OFF, SILENCE -> back(cluster.link(step.who())::heal);
            case DELAY_QUESTIONS, SLOW_QUESTIONS, DELAY_ANSWERS, LOSE_ANSWERS -> back(() -> links(Link::heal));
            case PAUSE_STORE -> back(cluster.redis()::resume);
            case RESTART_STORE -> back(cluster.redis()::remember);
            case RESTORE_SNAPSHOT -> forgotten(cluster.redis()::remember);
            case FAIL_OVER -> forgotten(cluster::promoteReplica);
            default -> {}
        }
    }

    @Override
    public void close() {
        later.shutdownNow();
    }

    private void links(Consumer<Link> what) {
        cluster.links().forEach(what);
    }

    // --- gateways ----------------------------------------------------------------------------

    private void kill(String name) {
        Node node = cluster.node(name);
        if (!node.alive()) {
            return;
        }
        witness.accept(new Event.GatewayDown(name, Theatre.now()));
        node.kill();
        later.schedule(
                () -> {
                    if (gateways.all().size() > 1 && !node.alive()) {
                        gateways.remove(name);
                    }
                },
                NOTICED.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** It takes its time to start; nobody waits for it. */
    private void revive(String name) {
        if (cluster.node(name).alive()) {
            return;
        }
        Node started = cluster.launchGateway(name);
        later.execute(() -> {
            started.awaitOpen();
            gateways.replace(new Gateway(name, started.url()));
            witness.accept(new Event.GatewayUp(name, Theatre.now()));
        });
    }

    // --- the store ---------------------------------------------------------------------------

    private void lost(Runnable deed) {
        disturbedUntil.set(Long.MAX_VALUE);
        outages.incrementAndGet();
        witness.accept(new Event.StoreLost(Theatre.now()));
        deed.run();
    }

    private void back(Runnable deed) {
        deed.run();
        settle();
    }

    private void forgotten(Runnable deed) {
        deed.run();
        forgot();
    }

    /** Everything is forgotten now; what was lost before goes on being lost. */
    private void forgot() {
        witness.accept(new Event.StoreForgot(Theatre.now()));
        witness.accept(new Event.StoreLost(Theatre.now()));
        settle();
    }

    /** The last outage is over once all is settled; the next may have begun by then. */
    private void settle() {
        later.schedule(
                () -> {
                    if (outages.decrementAndGet() == 0) {
                        disturbedUntil.set(Theatre.now());
                        witness.accept(new Event.StoreBack(Theatre.now()));
                    }
                },
                SETTLED.toMillis(),
                TimeUnit.MILLISECONDS);
    }
}
