package dev.sluice.redis.stream;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.StreamPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A policy as the scripts take it: their third to fourteenth argument. */
record Terms(LivePolicy policy, List<byte[]> args) {

    static Terms of(LivePolicy live) {
        StreamPolicy policy = live.policy();
        return new Terms(
                live,
                Stream.of(
                                live.revision().epoch(),
                                live.revision().number(),
                                policy.capacity(),
                                seconds(policy.lease()),
                                seconds(policy.firstLease()),
                                policy.arrivalRate().intervalMicros(),
                                policy.arrivalRate().burst(),
                                micros(policy.presenceWindow()),
                                Head.code(policy.gate()),
                                policy.returnerShare(),
                                micros(policy.pollMin()),
                                micros(policy.pollMax()))
                        .map(value -> value.toString().getBytes(StandardCharsets.US_ASCII))
                        .toList());
    }

    private static long seconds(Duration duration) {
        return duration.plusMillis(999).toSeconds();
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
