package dev.sluice.admin.node;

import static java.util.stream.Collectors.counting;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.redis.admission.AdmissionMode;
import dev.sluice.redis.policy.LiveNode;
import dev.sluice.redis.policy.NodeRegistry;
import dev.sluice.redis.policy.Policies;
import dev.sluice.redis.store.StoreHealth;
import dev.sluice.redis.waitingroom.WaitingRoom;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/nodes}: who is connected, and runs what. */
@RestController
final class NodesController {

    private final NodeRegistry nodes;
    private final Policies policies;
    private final StoreHealth store;
    private final WaitingRoom room;

    /** A stream, and whether nobody enters it because the store lost its state: that is the same on all nodes. */
    private record Looked(LivePolicy live, boolean recovering) {}

    NodesController(NodeRegistry nodes, Policies policies, StoreHealth store, WaitingRoom room) {
        this.nodes = nodes;
        this.policies = policies;
        this.store = store;
        this.room = room;
    }

    @GetMapping("/v1/nodes")
    Mono<ObjectNode> list() {
        return Flux.fromIterable(policies.all())
                .flatMap(live -> Mono.fromCompletionStage(() -> room.look(live))
                        .map(view -> new Looked(live, view.isRecovering())))
                .collectList()
                .map(this::json);
    }

    private ObjectNode json(List<Looked> streams) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("revision", policies.revision().toString());
        json.put("store", store.mode().name().toLowerCase(Locale.ROOT));
        store.trouble().ifPresent(words -> json.put("storeTrouble", words));
        store.complaints().forEach(json.putArray("storeComplaints")::add);
        ArrayNode all = json.putArray("nodes");
        nodes.nodes()
                .forEach(node -> admission(
                        streams,
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
        ArrayNode silent = json.putArray("silent");
        nodes.silent().forEach(node -> silent(node, silent.addObject()));
        return json;
    }

    /** One that is listed so that whoever looks for it sees since when it is missing. */
    private static void silent(LiveNode node, ObjectNode json) {
        json.put("id", node.id())
                .put("kind", node.kind().name().toLowerCase(Locale.ROOT))
                .put("version", node.version())
                .put("lastSeenMillis", node.age().toMillis());
    }

    /** How many streams meet newcomers in which way. */
    private static void admission(List<Looked> looked, LiveNode node, ObjectNode json) {
        ObjectNode admission = json.putObject("admission");
        looked.stream()
                .map(stream -> AdmissionMode.of(stream.live().policy(), node.storeMode(), stream.recovering()))
                .collect(Collectors.groupingBy(mode -> mode, () -> new EnumMap<>(AdmissionMode.class), counting()))
                .forEach((mode, streams) -> admission.put(mode.name().toLowerCase(Locale.ROOT), streams));
    }
}
