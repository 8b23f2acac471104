package dev.sluice.admin.policy;

import dev.sluice.admin.node.Applied;
import dev.sluice.admin.node.AppliedWatch;
import dev.sluice.admin.problem.Problems;
import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.policy.PolicyAdmin;
import dev.sluice.redis.policy.Precondition;
import dev.sluice.redis.policy.StreamDocument;
import dev.sluice.redis.policy.WriteDecision.Written;
import dev.sluice.redis.store.StoreClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code PUT /v1/streams/{id}/event-mode}: lays an overlay over a stream, or takes it off. The answer waits for a second
 * at most and names the gateways that run it, those that don't, and those that are silent, of which nobody knows.
 */
@RestController
final class EventModeController {

    private final PolicyAdmin admin;
    private final Writes writes;
    private final AppliedWatch watch;
    private final StoreClock clock;
    private final Timer applied;

    EventModeController(
            PolicyAdmin admin, Writes writes, AppliedWatch watch, StoreClock clock, MeterRegistry registry) {
        this.admin = admin;
        this.writes = writes;
        this.watch = watch;
        this.clock = clock;
        this.applied = Timer.builder("sluice.admin.applied")
                .description(
                        "From a switch of event mode to the last connected gateway that runs it, by the store's clock;"
                                + " switches that not all ran within a second are not in it")
                .publishPercentileHistogram()
                .register(registry);
    }

    @PutMapping(path = "/v1/streams/{id}/event-mode", consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<ObjectNode>> put(
            @PathVariable String id, @RequestBody(required = false) Mono<String> body, Principal key) {
        return body.map(Optional::of).defaultIfEmpty(Optional.empty()).flatMap(text -> {
            Body read = Body.of(text);
            if (read instanceof Body.Malformed malformed) {
                return Mono.just(Problems.malformed(malformed.why()));
            }
            if (!StreamId.isValid(id) || admin.document(new StreamId(id)).isEmpty()) {
                return Mono.just(Problems.noStream(id));
            }
            return write(new StreamId(id), ((Body.Read) read).object(), key.getName());
        });
    }

    private Mono<ResponseEntity<ObjectNode>> write(StreamId id, ObjectNode json, String key) {
        Instant now = Instant.EPOCH.plus(clock.nowMicros(), ChronoUnit.MICROS);
        return writes.write(
                new Writes.Write(
                        key,
                        Writes.Action.EVENT_MODE,
                        id,
                        new Precondition.Exists(),
                        document -> edit(json, document, now)),
                written -> watch.await(written.after().revision()).map(who -> answer(written, who)));
    }

    private Checked<StreamDocument> edit(ObjectNode json, StreamDocument document, Instant now) {
        Checked<EventModeRequest> request = EventModeRequest.read(json, admin.overlays(), now);
        return request instanceof Checked.Valid<EventModeRequest> valid
                ? new Checked.Valid<>(valid.value().apply(document, admin.overlays()))
                : new Checked.Wrong<>(request.wrong());
    }

    private ResponseEntity<ObjectNode> answer(Written written, Applied who) {
        boolean isChange = !written.before().revision().equals(written.after().revision());
        long since = isChange ? written.atMicros() : Long.MAX_VALUE / 2;
        if (isChange && who.isByAll()) {
            who.millisSince(since).ifPresent(millis -> applied.record(Duration.ofMillis(millis)));
        }
        StreamDocument document = written.after();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("stream", document.id().value());
        json.put("revision", document.revision().toString());
        json.set("eventMode", StreamView.eventMode(document.eventMode()));
        json.put("tail", document.tail().isPresent());
        json.setAll(who.json(since));
        return ResponseEntity.ok()
                .header(HttpHeaders.ETAG, IfMatch.tag(document.revision()))
                .body(json);
    }
}
