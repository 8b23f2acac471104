package dev.sluice.redis.stream;

import dev.sluice.config.policy.Discipline;
import dev.sluice.config.policy.Gate;
import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.PublicStatus;
import dev.sluice.config.policy.Rate;
import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StoreLoss;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.policy.StreamPolicy;
import dev.sluice.config.policy.StreamState;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Policies for tests. */
record Policy(
        StreamId id,
        long number,
        Gate gate,
        int capacity,
        Rate rate,
        Duration lease,
        Duration firstLease,
        int share,
        long above) {

    static Policy of(String id) {
        return new Policy(
                new StreamId(id), 1, Gate.AUTO, 8, Rate.NONE, Duration.ofSeconds(45), Duration.ofSeconds(20), 20, 0);
    }

    Policy capacity(int next) {
        return new Policy(id, number + 1, gate, next, rate, lease, firstLease, share, above);
    }

    Policy gate(Gate next) {
        return new Policy(id, number + 1, next, capacity, rate, lease, firstLease, share, above);
    }

    Policy rate(String next) {
        return new Policy(id, number + 1, gate, capacity, Rate.parse(next), lease, firstLease, share, above);
    }

    Policy leases(Duration nextLease, Duration nextFirst) {
        return new Policy(id, number + 1, gate, capacity, rate, nextLease, nextFirst, share, above);
    }

    /** The revision of the stream's deletion, the next one. */
    Revision deletion() {
        return new Revision(1, number + 1);
    }

    /** The stream made again after that. */
    Policy madeAgain() {
        return new Policy(id, number + 2, gate, capacity, rate, lease, firstLease, share, number + 1);
    }

    LivePolicy live() {
        return live(StoreLoss.CLOSED);
    }

    LivePolicy live(StoreLoss storeLoss) {
        return new LivePolicy(
                id,
                new Revision(1, number),
                new StreamPolicy(
                        URI.create("http://127.0.0.1:1024/"),
                        "Test",
                        null,
                        "index.m3u8",
                        null,
                        List.of(),
                        List.of(),
                        gate,
                        StreamState.LIVE,
                        capacity,
                        rate,
                        lease,
                        firstLease,
                        Duration.ofMinutes(5),
                        storeLoss,
                        Discipline.FIFO,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(45),
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(30),
                        share,
                        List.of(),
                        false,
                        PublicStatus.MINIMAL,
                        true,
                        List.of("GET"),
                        List.of(".m3u8"),
                        List.of(".ts"),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(60)),
                above == 0 ? Revision.NONE : new Revision(1, above));
    }
}
