package dev.sluice.admin.policy;

import dev.sluice.admin.node.Applied;
import dev.sluice.admin.problem.Problems;
import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.admission.AdmissionMode;
import dev.sluice.redis.policy.EventMode;
import dev.sluice.redis.policy.LiveNode;
import dev.sluice.redis.policy.NodeRegistry;
import dev.sluice.redis.policy.Policies;
import dev.sluice.redis.policy.PolicyAdmin;
import dev.sluice.redis.policy.StreamDocument;
import dev.sluice.redis.store.StoreClock;
import dev.sluice.redis.store.StoreHealth;
import dev.sluice.redis.waitingroom.RoomView;
import dev.sluice.redis.waitingroom.WaitingRoom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v1/streams/{id}/status}: what goes on in a stream now. */
@RestController
final class StatusController {

    private final PolicyAdmin admin;
    private final Policies policies;
    private final NodeRegistry nodes;
    private final WaitingRoom room;
    private final Store store;

    /** What this tells of the store itself. */
    record Store(StoreClock clock, StoreHealth health) {}

    StatusController(PolicyAdmin admin, Policies policies, NodeRegistry nodes, WaitingRoom room, Store store) {
        this.admin = admin;
        this.policies = policies;
        this.nodes = nodes;
        this.room = room;
        this.store = store;
    }

    @GetMapping("/v1/streams/{id}/status")
    Mono<ResponseEntity<ObjectNode>> status(@PathVariable String id) {
        Optional<StreamDocument> document = StreamId.isValid(id) ? admin.document(new StreamId(id)) : Optional.empty();
        Optional<LivePolicy> live = document.flatMap(found -> policies.find(found.id()));
        if (document.isEmpty() || live.isEmpty()) {
            return Mono.just(Problems.noStream(id));
        }
        return Mono.fromCompletionStage(() -> room.look(live.get()))
                .map(view -> ResponseEntity.ok(json(document.get(), live.get(), view)));
    }

    private ObjectNode json(StreamDocument document, LivePolicy live, RoomView view) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("stream", live.id().value());
        json.put("state", lower(live.policy().state()));
        json.put("gate", lower(live.policy().gate()));
        json.put("active", view.active());
        json.put("capacity", live.policy().capacity());
        json.put("waiting", view.waiting());
        json.put("eligible", view.eligible());
        json.put("nowServing", view.nowServing());
        json.put("arrivalsPerSecond", rounded(view.arrivalsPerSecond()));
        json.put("callsPerSecond", rounded(view.callsPerSecond()));
        json.put("exitsPerSecond", rounded(view.exitsPerSecond()));
        view.asOf().ifPresent(time -> json.put("asOf", time.toString()));
        ObjectNode event = StreamView.eventMode(document.eventMode());
        document.eventMode().flatMap(EventMode::until).ifPresent(until -> event.put("secondsLeft", secondsLeft(until)));
        json.set("eventMode", event);
        json.put("tail", document.tail().isPresent());
        json.put("revision", live.revision().toString());
        Applied applied = Applied.of(nodes, live.revision());
        ObjectNode gateways = json.putObject("gateways");
        names(gateways.putArray("running"), applied.running());
        names(gateways.putArray("notRunning"), applied.others());
        names(gateways.putArray("silent"), applied.silent());
        json.put("store", lower(store.health().mode()));
        json.put(
                "admission",
                lower(AdmissionMode.of(live.policy(), store.health().mode(), view.isRecovering())));
        if (view.isRecovering()) {
            json.put("recoverySecondsLeft", view.recoveryLeft().plusMillis(999).toSeconds());
        }
        return json;
    }

    private long secondsLeft(Instant until) {
        Instant now = Instant.EPOCH.plus(store.clock().nowMicros(), ChronoUnit.MICROS);
        Duration left = Duration.between(now, until);
        return left.isNegative() ? 0 : left.plusMillis(999).toSeconds();
    }

    private static void names(ArrayNode array, List<LiveNode> nodes) {
        nodes.forEach(node -> array.add(node.id()));
    }

    private static double rounded(double perSecond) {
        return Math.round(perSecond * 100) / 100.0;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
