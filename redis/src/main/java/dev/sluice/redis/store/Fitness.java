package dev.sluice.redis.store;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong with a Redis that answers. Each complaint is logged when it comes, and when it has gone. */
final class Fitness {

    private static final Logger LOG = LoggerFactory.getLogger(Fitness.class);

    /** What is looked at. */
    enum Of {
        SERVER,
        CHANNELS
    }

    private final String address;
    private final Map<Of, List<String>> complaints = new ConcurrentHashMap<>();

    /** @param address names the Redis in the log */
    Fitness(String address) {
        this.address = address;
    }

    /** This is all that is wrong with one of them by now. */
    void found(Of of, List<String> now) {
        List<String> known = complaints.put(of, List.copyOf(now));
        List<String> before = known == null ? List.of() : known;
        now.stream()
                .filter(complaint -> !before.contains(complaint))
                .forEach(complaint -> LOG.error("Redis at {}: {}", address, complaint));
        before.stream()
                .filter(complaint -> !now.contains(complaint))
                .forEach(complaint ->
                        LOG.info("Redis at {} was put right. This no longer holds: {}", address, complaint));
    }

    /** What is wrong, a sentence or more each. */
    List<String> complaints() {
        return Stream.of(Of.values())
                .flatMap(of -> complaints.getOrDefault(of, List.of()).stream())
                .toList();
    }
}
