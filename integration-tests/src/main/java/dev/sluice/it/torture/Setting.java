package dev.sluice.it.torture;

import dev.sluice.config.policy.Gate;
import dev.sluice.it.crowd.Habits;
import dev.sluice.it.observer.Rules;
import dev.sluice.it.observer.Tolerance;
import dev.sluice.it.process.Cluster;
import dev.sluice.it.process.Jvm;
import dev.sluice.it.process.RedisServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How fast a stream of a history lives, and how many listen to it.
 *
 * @param capacity its slots
 * @param stayers listeners who come first and stay to the end
 * @param others listeners who come and go
 * @param lease the lease; a player asks at least every third of it
 * @param firstLease the first lease
 * @param pollMax the longest poll interval
 * @param pace how long after a segment a player asks for the next
 * @param deadline how long a call to Redis may take: with many streams on a small machine it waits for a processor
 */
record Setting(
        int capacity,
        int stayers,
        int others,
        Duration lease,
        Duration firstLease,
        Duration pollMax,
        Duration pace,
        Duration deadline) {

    static final int GATEWAYS = 3;

    /** As short as a policy may be: for tests. */
    static final Setting SHORT = new Setting(
            5,
            3,
            9,
            Duration.ofSeconds(4),
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            Duration.ofMillis(700),
            Duration.ofMillis(500));

    /** Slow enough for fifty streams on a small machine. */
    static final Setting LONG = new Setting(
            4,
            2,
            10,
            Duration.ofSeconds(9),
            Duration.ofSeconds(5),
            Duration.ofSeconds(3),
            Duration.ofMillis(2_200),
            Duration.ofSeconds(1));

    Duration pollMin() {
        return pollMax.dividedBy(2);
    }

    Duration presence() {
        return pollMax.multipliedBy(5).dividedBy(4).plusSeconds(1);
    }

    Rules rules() {
        return new Rules(Gate.AUTO, capacity, lease);
    }

    /** The longest poll may be twice as long in {@link Family#FAR_POLLS}. */
    Tolerance tolerance() {
        return Tolerance.of(pollMax.multipliedBy(2), presence().multipliedBy(2), lease);
    }

    /** How long after an outage, and after links and breakers have settled, it excuses much. */
    Duration excused() {
        return lease.multipliedBy(2).plus(tolerance().recovery()).plusSeconds(2);
    }

    /** How long after a listener is gone it is missed that the slot is not free a lease and a reap cycle later. */
    Duration untilSlotsAreMissed() {
        Tolerance tolerance = tolerance();
        return lease.plus(tolerance.reap())
                .plus(tolerance.idle())
                .plus(tolerance.settle().multipliedBy(4));
    }

    Cluster.Plan plan(List<String> streams, Jvm jvm) {
        Map<String, String> policy = new LinkedHashMap<>();
        policy.put("capacity", Integer.toString(capacity));
        policy.put("lease", lease.toMillis() + "ms");
        policy.put("first-lease", firstLease.toMillis() + "ms");
        policy.put("poll-min", pollMin().toMillis() + "ms");
        policy.put("poll-max", pollMax.toMillis() + "ms");
        policy.put("presence-window", presence().toMillis() + "ms");
        policy.put("public-status", "full");
        return new Cluster.Plan(
                GATEWAYS,
                policy,
                Map.of("event", Map.of("gate", "hold")),
                deadline(),
                RedisServer.Memory.NONE,
                jvm,
                streams);
    }

    /** Stays for as long as the history lasts, of the kind whose turn it is. */
    Habits stays(SplittableRandom random) {
        Habits any = Habits.any(random, Duration.ofHours(1), pace);
        return new Habits(any.kind(), Duration.ofHours(1), Habits.Farewell.LEAVES, pace, 0, Duration.ZERO);
    }

    /** Listens for a lease or so; every fifth closes the lid now and then for as long. */
    Habits comesAndGoes(SplittableRandom random) {
        Habits any = Habits.any(random, lease, pace);
        return random.nextInt(5) == 0 ? any.withLid(4, lease.plusSeconds(2)) : any;
    }
}
