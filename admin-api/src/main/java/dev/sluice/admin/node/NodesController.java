package dev.sluice.admin.node;

import static java.util.stream.Collectors.counting;

import dev.sluice.redis.admission.AdmissionMode;
import dev.sluice.redis.policy.LiveNode;
import dev.sluice.redis.policy.NodeRegistry;
import dev.sluice.redis.policy.Policies;
import dev.sluice.redis.store.StoreHealth;
import java.util.EnumMap;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/nodes}: who is connected, and runs what. */
@RestController
final class NodesController {

    private final NodeRegistry nodes;
    private final Policies policies;
    private final StoreHealth store;

    NodesController(NodeRegistry nodes, Policies policies, StoreHealth store) {
        this.nodes = nodes;
        this.policies = policies;
        this.store = store;
    }

    @GetMapping("/v1/nodes")
    ObjectNode list() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("revision", policies.revision().toString());
        json.put("store", store.mode().name().toLowerCase(Locale.ROOT));
        store.complaints().forEach(json.putArray("storeComplaints")::add);
        ArrayNode all = json.putArray("nodes");
        nodes.nodes()
                .forEach(node -> admission(
                        node,
                        all.addObject()
                                .put("id", node.id())
                                .put("kind", node.kind().name().toLowerCase(Locale.ROOT))
                                .put("version", node.version())
                                .put("revision", node.applied().toString())
                                .put("upToDate", node.applied().compareTo(policies.revision()) >= 0)
                                .put("store", node.storeMode().name().toLowerCase(Locale.ROOT))
                                .put("lastSeenMillis", node.age().toMillis())
                                .put("self", node.id().equals(nodes.self()))));
        return json;
    }

    /** How many streams meet newcomers in which way. */
    private void admission(LiveNode node, ObjectNode json) {
        ObjectNode admission = json.putObject("admission");
        policies.all().stream()
                .map(live -> AdmissionMode.of(live.policy(), node.storeMode(), false))
                .collect(Collectors.groupingBy(mode -> mode, () -> new EnumMap<>(AdmissionMode.class), counting()))
                .forEach((mode, streams) -> admission.put(mode.name().toLowerCase(Locale.ROOT), streams));
    }
}
