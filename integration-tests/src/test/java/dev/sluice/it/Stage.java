package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Gate;
import dev.sluice.it.crowd.Crowd;
import dev.sluice.it.crowd.Gateways;
import dev.sluice.it.crowd.Gateways.Gateway;
import dev.sluice.it.crowd.Habits;
import dev.sluice.it.crowd.StatusWatch;
import dev.sluice.it.observer.Event;
import dev.sluice.it.observer.Observer;
import dev.sluice.it.observer.Rules;
import dev.sluice.it.observer.Span;
import dev.sluice.it.observer.Telling;
import dev.sluice.it.observer.Tolerance;
import dev.sluice.it.observer.Violation;
import dev.sluice.it.process.Cluster;
import dev.sluice.it.process.GuardedJvm;
import dev.sluice.it.process.Node;
import dev.sluice.it.process.Operator;
import dev.sluice.it.process.RedisServer;
import dev.sluice.it.values.Current;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A cluster, a crowd, an operator who changes things, and an observer who is told of all of it. */
final class Stage implements AutoCloseable {

    static final Duration LEASE = Duration.ofSeconds(6);
    static final Duration POLL_MAX = Duration.ofSeconds(3);
    static final Duration PRESENCE = Duration.ofSeconds(6);

    private static final String STREAM = "demo";

    private static final Pattern NAMES = Pattern.compile("\\bL\\d+\\b");

    private final Cluster cluster;
    private final Operator operator;
    private final Observer observer;
    private final Gateways gateways;
    private final Crowd crowd;
    private final StatusWatch watch;
    private final Current<Rules> rules;

    private Stage(Cluster cluster, Rules rules) {
        this.cluster = cluster;
        this.operator = cluster.operator();
        this.rules = new Current<>(rules);
        this.observer = new Observer(rules, Tolerance.of(POLL_MAX, PRESENCE, LEASE));
        this.gateways = new Gateways(List.of());
        cluster.gateways().forEach(this::welcome);
        this.crowd = new Crowd(STREAM, gateways, observer);
        this.watch = StatusWatch.start(STREAM, gateways, Duration.ofMillis(250), observer);
    }

    /** Short leases and polls; an overlay that holds. */
    static Cluster.Plan plan(int gateways, int capacity, Duration deadline, RedisServer.Memory memory) {
        Map<String, String> stream = new LinkedHashMap<>();
        stream.put("capacity", Integer.toString(capacity));
        stream.put("lease", LEASE.toSeconds() + "s");
        stream.put("first-lease", "4s");
        stream.put("poll-min", "500ms");
        stream.put("poll-max", POLL_MAX.toSeconds() + "s");
        stream.put("presence-window", PRESENCE.toSeconds() + "s");
        stream.put("public-status", "full");
        return new Cluster.Plan(
                gateways, stream, Map.of("event", Map.of("gate", "hold")), deadline, memory, GuardedJvm.SMALL);
    }

    static Stage open(Cluster.Plan plan) {
        int capacity = Integer.parseInt(plan.stream().getOrDefault("capacity", "0"));
        return new Stage(Cluster.start(plan), new Rules(Gate.AUTO, capacity, LEASE));
    }

    Cluster cluster() {
        return cluster;
    }

    Crowd crowd() {
        return crowd;
    }

    Gateways gateways() {
        return gateways;
    }

    Observer observer() {
        return observer;
    }

    /** Listeners of all kinds, who come within {@code within}, ask often enough and listen for {@code listens} or so. */
    void send(int count, Duration within, Duration listens, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            Habits habits = Habits.any(random, listens, Duration.ofMillis(700));
            crowd.send(
                    random.nextInt(10) == 0 ? habits.withLid(3, Duration.ofSeconds(9)) : habits,
                    Duration.ofMillis(random.nextLong(Math.max(1, within.toMillis()))),
                    random.nextLong());
        }
    }

    /** Capacity and lease by {@code PATCH}. */
    void set(int capacity, Duration lease) {
        Rules next = new Rules(rules.get().gate(), capacity, lease);
        changed(
                operator.patch(STREAM, "{\"capacity\":%d,\"lease\":\"%ds\"}".formatted(capacity, lease.toSeconds())),
                next);
    }

    /** Holds the stream by event mode. */
    void hold() {
        changed(
                operator.eventMode(STREAM, "{\"state\":\"on\"}"),
                new Rules(Gate.HOLD, rules.get().capacity(), rules.get().lease()));
    }

    /** Ends event mode. */
    void release() {
        changed(
                operator.eventMode(STREAM, "{\"state\":\"off\",\"release\":\"now\"}"),
                new Rules(Gate.AUTO, rules.get().capacity(), rules.get().lease()));
    }

    /** {@code kill -9}; the load balancer notices half a second later. */
    void kill(String name) {
        observer.accept(new Event.GatewayDown(name, now()));
        cluster.node(name).kill();
        pass(Duration.ofMillis(500));
        gateways.remove(name);
    }

    /** Starts a gateway again, and sends listeners there. */
    void revive(String name) {
        welcome(cluster.startGateway(name));
    }

    /** From now on some gateway may not reach Redis. */
    void storeIsLost() {
        observer.accept(new Event.StoreLost(now()));
    }

    /** All gateways reach Redis again, and it knows what it knew. */
    void storeIsBack() {
        observer.accept(new Event.StoreBack(now()));
    }

    /** All gateways reach Redis again, and it has forgotten everything. */
    void storeHasForgotten() {
        observer.accept(new Event.StoreForgot(now()));
    }

    /** Prints what was seen of those whom it names, and what was done to the cluster. */
    private void tell(Violation violation) {
        Set<String> named = NAMES.matcher(violation.what())
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
        System.out.println(violation);
        observer.history().stream()
                .filter(event -> !(event instanceof Event.Shown || event instanceof Event.Tried))
                .sorted(Comparator.comparingLong(Event::at))
                .map(event -> "%10.3f  %s".formatted(event.at() / 1e6, Telling.of(event)))
                .filter(line ->
                        NAMES.matcher(line).results().map(MatchResult::group).allMatch(named::contains)
                                && !line.contains(" shows "))
                .forEach(System.out::println);
    }

    /** Lets time pass and judges every two seconds. */
    void go(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            pass(Duration.ofSeconds(2));
            judge();
        }
    }

    /** Nothing is broken so far. */
    void judge() {
        List<Violation> violations = observer.judge();
        if (!violations.isEmpty()) {
            tell(violations.get(0));
        }
        assertThat(violations.stream().limit(10).map(Violation::toString))
                .as("%d violations; crowd: %s", violations.size(), crowd.tally().count())
                .isEmpty();
    }

    /** Judges until {@code condition} holds, which it has to within {@code limit}. */
    void until(String what, Duration limit, BooleanSupplier condition) {
        Awaitility.await(what)
                .atMost(limit)
                .pollInterval(Duration.ofMillis(100))
                .until(condition::getAsBoolean);
        judge();
    }

    static long now() {
        return System.nanoTime() / 1_000;
    }

    /** How much was seen of what: a history without cuts, claims or changes proves little. */
    Map<String, Long> seen() {
        return observer.history().stream()
                .collect(Collectors.groupingBy(
                        event -> event instanceof Event.Admitted entry
                                ? "Admitted " + entry.way()
                                : event.getClass().getSimpleName(),
                        TreeMap::new,
                        Collectors.counting()));
    }

    @Override
    public void close() {
        crowd.disperse().join();
        watch.close();
        crowd.close();
        cluster.close();
    }

    private void welcome(Node node) {
        observer.accept(new Event.GatewayUp(node.name(), now()));
        gateways.add(new Gateway(node.name(), node.url()));
    }

    private void changed(Operator.Answer answer, Rules next) {
        observer.accept(new Event.Changed(
                new Span(answer.sentMicros(), answer.answeredMicros()),
                next,
                answer.applied(),
                answer.missing(),
                answer.silent()));
        rules.set(next);
    }

    /** Time is what these tests are about: listeners have clocks of their own. */
    private static void pass(Duration time) {
        Awaitility.await().pollDelay(time).atMost(time.plusSeconds(30)).until(() -> true);
    }
}
