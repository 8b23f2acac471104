package dev.sluice.it.torture;

import dev.sluice.it.crowd.Gateways;
import dev.sluice.it.crowd.Gateways.Gateway;
import dev.sluice.it.crowd.Ground;
import dev.sluice.it.observer.Event;
import dev.sluice.it.process.Cluster;
import dev.sluice.it.process.Jvm;
import dev.sluice.it.process.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Three gateways, an admin API and a real Redis, all processes of their own; and the ground that crowds stand on. */
final class Theatre implements AutoCloseable {

    private static final String WARM_UP = "warm-up";
    private static final long WARM_UP_MILLIS = 8_000;
    private static final int WARM_UP_CROWD = 12;

    private final Setting setting;
    private final Cluster cluster;
    private final Gateways gateways = new Gateways(List.of());
    private final Ground ground = new Ground();
    private final CopyOnWriteArrayList<Consumer<Event>> witnesses = new CopyOnWriteArrayList<>();
    private final Hands hands;
    private final Pulse pulse;

    private Theatre(Setting setting, Cluster cluster) {
        this.setting = setting;
        this.cluster = cluster;
        cluster.gateways().forEach(node -> gateways.add(new Gateway(node.name(), node.url())));
        this.hands = new Hands(cluster, gateways, this::tell);
        this.pulse = Pulse.of(gateways);
    }

    /** Starts all of it, with these streams and one more that warms the gateways up: cold, they answer within seconds. */
    static Theatre open(Setting setting, List<String> streams, Jvm jvm) {
        List<String> all = Stream.concat(streams.stream(), Stream.of(WARM_UP)).toList();
        Theatre theatre = new Theatre(
                setting, Cluster.prepareForFaults(setting.plan(all, jvm)).startNodes());
        try (Performance warming = theatre.begin(List.of(WARM_UP), 0)) {
            warming.fill(Duration.ofSeconds(2));
            warming.join(WARM_UP_CROWD, Duration.ofSeconds(2), Duration.ofSeconds(2));
            warming.run(List.of(), WARM_UP_MILLIS);
        }
        return theatre;
    }

    /** Brings listeners to some of the streams. */
    Performance begin(List<String> streams, long seed) {
        return new Performance(this, gateways, streams, seed);
    }

    /** The same, and all of them ask this one gateway. */
    Performance beginAt(String gateway, List<String> streams, long seed) {
        Gateways only = new Gateways(gateways.all().stream()
                .filter(one -> one.name().equals(gateway))
                .toList());
        return new Performance(this, only, streams, seed);
    }

    Setting setting() {
        return setting;
    }

    Cluster cluster() {
        return cluster;
    }

    Gateways gateways() {
        return gateways;
    }

    Ground ground() {
        return ground;
    }

    Hands hands() {
        return hands;
    }

    /** Says, where it is so, that from this moment on the machine was too slow for calls to the store: what failed may say nothing. */
    Optional<String> slowSince(long micros) {
        Duration slowest = pulse.slowestSince(micros);
        Duration most = setting.deadline().dividedBy(2);
        return slowest.compareTo(most) > 0
                ? Optional.of("the machine was too slow: what takes no call took %d ms (expected: %d ms at most)"
                        .formatted(slowest.toMillis(), most.toMillis()))
                : Optional.empty();
    }

    /** From now on this one is told what is done; first of all which gateways there are. */
    void welcome(Consumer<Event> witness) {
        witnesses.add(witness);
        for (Node node : cluster.gateways()) {
            witness.accept(new Event.GatewayUp(node.name(), now()));
        }
    }

    void dismiss(Consumer<Event> witness) {
        witnesses.remove(witness);
    }

    /** Two leases and a reap cycle: of listeners who are gone nothing is left, but what leaked. */
    void rest() {
        long rest =
                setting.lease().multipliedBy(2).plus(setting.tolerance().reap()).toMillis();
        try (Performance pause = begin(List.of(), 0)) {
            pause.run(List.of(), rest);
        }
    }

    @Override
    public void close() {
        pulse.close();
        hands.close();
        ground.close();
        cluster.close();
    }

    /** Microseconds of the history's clock. */
    static long now() {
        return System.nanoTime() / 1_000;
    }

    private void tell(Event event) {
        witnesses.forEach(witness -> witness.accept(event));
    }
}
