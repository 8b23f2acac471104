package dev.sluice.config.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which stream has which host names and path prefixes: each belongs to one. */
public final class Addresses {

    private final Map<String, StreamId> hosts = new HashMap<>();
    private final Map<String, StreamId> prefixes = new HashMap<>();

    /** What is wrong with a stream's addresses beside those that were taken before; the others are taken by it. */
    public List<Problem> take(StreamId id, StreamPolicy policy) {
        List<Problem> wrong = new ArrayList<>();
        take("hosts", hosts, policy.hosts(), id, wrong);
        take("prefixes", prefixes, policy.prefixes(), id, wrong);
        return wrong;
    }

    private static void take(
            String field, Map<String, StreamId> taken, List<String> wanted, StreamId id, List<Problem> wrong) {
        for (String address : wanted) {
            StreamId other = taken.putIfAbsent(address, id);
            if (other != null && !other.equals(id)) {
                wrong.add(new Problem(
                        field, "'" + address + "'", "one that no other stream has; stream " + other + " has it"));
            }
        }
    }
}
