package dev.sluice.gateway.edge;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.policy.Policies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Finds what a request is for, in time that does not depend on the number of streams. Own hosts and prefixes are indexed
 * anew after each change of the policies; what a stream's policy is now, is asked for each request.
 */
public final class StreamDirectory {

    private static final String LIVE = "/live/";
    private static final String LISTEN = "/listen/";
    private static final String CONTROL = "/.sluice/";
    /** No control of a stream is named like this, whatever the stream. */
    private static final String FILES = "/.sluice/assets/hls.js/";

    /** One level of the prefixes' tree: by segment. A stream stands where a prefix ends; of two with the same, the first. */
    private record Node(Map<String, Node> below, List<StreamId> streams) {
        Node() {
            this(new HashMap<>(), new ArrayList<>());
        }
    }

    private record Index(Map<String, StreamId> hosts, Node prefixes) {}

    private final Policies policies;
    private final AtomicReference<Index> index;

    /** Follows these policies. */
    public StreamDirectory(Policies policies) {
        this.policies = policies;
        this.index = new AtomicReference<>(new Index(Map.of(), new Node()));
        // first: a change while the index is made must not be missed
        policies.onChange(this::follow);
        follow(policies);
    }

    /** One at a time, so that the last one made is of the last change. */
    private synchronized void follow(Policies now) {
        index.set(index(now));
    }

    /**
     * What a request to this host for this path is for.
     *
     * @param host the host's name, without a port, in small letters
     * @param path the path as sent
     */
    public Target find(String host, String path) {
        Optional<String> canonical = EdgePath.canonical(path);
        if (canonical.isEmpty()) {
            return new Target.Nothing();
        }
        String asked = canonical.get();
        Index now = requireNonNull(index.get());
        if (asked.startsWith(CONTROL)) {
            return control(asked);
        }
        StreamId own = now.hosts().get(host);
        if (own != null) {
            return media(own, "", path);
        }
        if (asked.startsWith(LIVE)) {
            return live(asked, path);
        }
        if (asked.startsWith(LISTEN)) {
            return policy(asked.substring(LISTEN.length()))
                    .<Target>map(Target.Listen::new)
                    .orElseGet(Target.Nothing::new);
        }
        return prefixed(now.prefixes(), path);
    }

    private Target control(String asked) {
        int slash = asked.indexOf('/', CONTROL.length());
        if (slash < 0) {
            return new Target.Nothing();
        }
        String id = asked.substring(CONTROL.length(), slash);
        if (asked.startsWith(FILES)) {
            return new Target.File(asked);
        }
        return policy(id)
                .<Target>map(live -> new Target.Control(live, asked.substring(slash + 1)))
                .orElseGet(Target.Nothing::new);
    }

    /** The root is what was sent, not what came of it: {@code /live/demo/../other/x} is above the root of demo. */
    private Target live(String asked, String path) {
        int sent = path.indexOf('/', LIVE.length());
        int slash = asked.indexOf('/', LIVE.length());
        if (slash < 0 || sent < 0 || !path.substring(0, sent).equals(asked.substring(0, slash))) {
            return new Target.Nothing();
        }
        String id = asked.substring(LIVE.length(), slash);
        return StreamId.isValid(id) ? media(new StreamId(id), LIVE + id, path) : new Target.Nothing();
    }

    private Target prefixed(Node prefixes, String path) {
        Node node = prefixes;
        StreamId found = null;
        int rootEnd = 0;
        int from = 1;
        for (int slash = path.indexOf('/', from); slash >= 0; slash = path.indexOf('/', from)) {
            node = node.below().get(path.substring(from, slash));
            if (node == null) {
                break;
            }
            if (!node.streams().isEmpty()) {
                found = node.streams().get(0);
                rootEnd = slash;
            }
            from = slash + 1;
        }
        return found == null ? new Target.Nothing() : media(found, path.substring(0, rootEnd), path);
    }

    private Target media(StreamId id, String root, String path) {
        Optional<LivePolicy> live = policies.find(id);
        Optional<String> below = EdgePath.canonical(path.substring(root.length()));
        return live.isEmpty() || below.isEmpty()
                ? new Target.Nothing()
                : new Target.Media(live.get(), root, below.get());
    }

    private Optional<LivePolicy> policy(String id) {
        return StreamId.isValid(id) ? policies.find(new StreamId(id)) : Optional.empty();
    }

    private static Index index(Policies policies) {
        Map<String, StreamId> hosts = new HashMap<>();
        Node root = new Node();
        for (LivePolicy live : policies.all()) {
            live.policy().hosts().forEach(host -> hosts.putIfAbsent(host, live.id()));
            for (String prefix : live.policy().prefixes()) {
                Node node = root;
                for (String segment : prefix.substring(1, prefix.length() - 1).split("/", -1)) {
                    node = node.below().computeIfAbsent(segment, name -> new Node());
                }
                node.streams().add(live.id());
            }
        }
        return new Index(Map.copyOf(hosts), root);
    }
}
