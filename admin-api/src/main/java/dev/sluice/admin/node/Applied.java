package dev.sluice.admin.node;

import dev.sluice.config.policy.Revision;
import dev.sluice.redis.policy.LiveNode;
import dev.sluice.redis.policy.NodeKind;
import dev.sluice.redis.policy.NodeRegistry;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which of the gateways run a revision.
 *
 * @param running those that do, or run a later one
 * @param others those that do not, or did not say so yet
 * @param silent those that were not heard of for some seconds and were in the last minutes: what they run, nobody knows
 */
public record Applied(List<LiveNode> running, List<LiveNode> others, List<LiveNode> silent) {

    /** Looks at who is there, and who is missing; nodes that are no gateways do not count. */
    public static Applied of(NodeRegistry nodes, Revision revision) {
        Collection<LiveNode> heard = nodes.nodes();
        return new Applied(
                gateways(heard, node -> runs(node, revision)),
                gateways(heard, node -> !runs(node, revision)),
                gateways(nodes.silent(), node -> true));
    }

    /** Whether all do that are heard of; for the silent ones nobody waits. */
    public boolean isByAll() {
        return others.isEmpty();
    }

    /** Milliseconds, rounded up, from a moment of the store's clock to the last gateway's; empty for no gateway. */
    public OptionalLong millisSince(long atMicros) {
        return running.stream().mapToLong(node -> millis(node, atMicros)).max();
    }

    /** For people and machines: how many in how long, their names, and what it means that some are silent. */
    public ObjectNode json(long atMicros) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("summary", summary(atMicros));
        ArrayNode yes = json.putArray("appliedBy");
        running.forEach(node -> yes.addObject().put("node", node.id()).put("millis", millis(node, atMicros)));
        ArrayNode no = json.putArray("notAppliedBy");
        others.forEach(node -> last(node, no.addObject()));
        ArrayNode unknown = json.putArray("silent");
        silent.forEach(node -> last(node, unknown.addObject()));
        if (!silent.isEmpty()) {
            json.put(
                    "silentMeans",
                    "Not heard of for five seconds or more: such a gateway has crashed, or does not reach Redis and serves on by"
                            + " the policy that it had. It takes this change as soon as it reaches Redis again. Until then"
                            + " take it out of the load balancer, or end it; see lastSeenMillis, and its own log.");
        }
        return json;
    }

    private String summary(long atMicros) {
        OptionalLong millis = millisSince(atMicros);
        return "applied by " + running.size() + " of " + (running.size() + others.size())
                + (millis.isPresent() ? " in " + millis.getAsLong() + " ms" : "")
                + (silent.isEmpty() ? "" : "; silent, and not counted: " + silent.size());
    }

    private static void last(LiveNode node, ObjectNode json) {
        json.put("node", node.id())
                .put("revision", node.applied().toString())
                .put("lastSeenMillis", node.age().toMillis());
    }

    private static List<LiveNode> gateways(Collection<LiveNode> nodes, Predicate<LiveNode> which) {
        return nodes.stream()
                .filter(node -> node.kind() == NodeKind.GATEWAY && which.test(node))
                .toList();
    }

    private static boolean runs(LiveNode node, Revision revision) {
        return node.applied().compareTo(revision) >= 0;
    }

    /** A gateway that ran it before the moment, for nothing was changed, needed no time. */
    private static long millis(LiveNode node, long atMicros) {
        return Math.max(0, (node.appliedAtMicros() - atMicros + 999) / 1_000);
    }
}
