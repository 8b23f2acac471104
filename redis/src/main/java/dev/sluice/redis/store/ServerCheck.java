package dev.sluice.redis.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether a Redis can keep places: its version, and that it never throws keys away that carry no TTL, as those of slots
 * and tickets. Read from {@code INFO}, which, other than {@code CONFIG}, managed services answer too.
 */
final class ServerCheck {

    private static final int LEAST_MAJOR = 7;

    private ServerCheck() {}

    /** What is wrong with a server, a sentence each; empty when nothing is. */
    static List<String> complaints(String info) {
        Map<String, String> fields = new HashMap<>();
        info.lines()
                .map(line -> line.split(":", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> fields.put(pair[0], pair[1].strip()));
        List<String> complaints = new ArrayList<>();
        String version = fields.getOrDefault("redis_version", "");
        if (major(version) < LEAST_MAJOR) {
            complaints.add("Its version is '" + version + "'; " + LEAST_MAJOR
                    + ".0 is the oldest that the scripts were tried on. Take a newer Redis (or Valkey).");
        }
        String policy = fields.getOrDefault("maxmemory_policy", "");
        if (policy.startsWith("allkeys")) {
            complaints.add("Its maxmemory-policy is '" + policy
                    + "': once its memory is full it throws slots and tickets away, and listeners lose their places. Set"
                    + " maxmemory-policy to noeviction (or volatile-ttl), in redis.conf or with CONFIG SET.");
        }
        return complaints;
    }

    private static int major(String version) {
        try {
            return Integer.parseInt(version.split("\\.", 2)[0]);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
