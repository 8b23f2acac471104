package dev.sluice.admin.node;

import dev.sluice.config.policy.Revision;
import dev.sluice.redis.policy.LiveNode;
import dev.sluice.redis.policy.NodeKind;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which of the connected gateways run a revision.
 *
 * @param running those that do, or run a later one
 * @param others those that do not, or did not say so yet
 */
public record Applied(List<LiveNode> running, List<LiveNode> others) {

    /** Looks at nodes; those that are no gateways do not count. */
    public static Applied of(Collection<LiveNode> nodes, Revision revision) {
        List<LiveNode> gateways =
                nodes.stream().filter(node -> node.kind() == NodeKind.GATEWAY).toList();
        return new Applied(
                gateways.stream().filter(node -> runs(node, revision)).toList(),
                gateways.stream().filter(node -> !runs(node, revision)).toList());
    }

    /** Whether all do. */
    public boolean isByAll() {
        return others.isEmpty();
    }

    /** Milliseconds, rounded up, from a moment of the store's clock to the last gateway's; empty for no gateway. */
    public OptionalLong millisSince(long atMicros) {
        return running.stream().mapToLong(node -> millis(node, atMicros)).max();
    }

    /** For people and machines: how many in how long, and their names. */
    public ObjectNode json(long atMicros) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        int all = running.size() + others.size();
        OptionalLong millis = millisSince(atMicros);
        json.put(
                "summary",
                "applied by " + running.size() + " of " + all
                        + (millis.isPresent() ? " in " + millis.getAsLong() + " ms" : ""));
        ArrayNode yes = json.putArray("appliedBy");
        running.forEach(node -> yes.addObject().put("node", node.id()).put("millis", millis(node, atMicros)));
        ArrayNode no = json.putArray("notAppliedBy");
        others.forEach(node -> no.addObject()
                .put("node", node.id())
                .put("revision", node.applied().toString())
                .put("lastSeenMillis", node.age().toMillis()));
        return json;
    }

    private static boolean runs(LiveNode node, Revision revision) {
        return node.applied().compareTo(revision) >= 0;
    }

    /** A gateway that ran it before the moment, for nothing was changed, needed no time. */
    private static long millis(LiveNode node, long atMicros) {
        return Math.max(0, (node.appliedAtMicros() - atMicros + 999) / 1_000);
    }
}
