package dev.sluice.admin.policy;

import dev.sluice.admin.policy.Writes.Action;
import dev.sluice.admin.problem.Problems;
import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.Problem;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.policy.NodeRegistry;
import dev.sluice.redis.policy.Policies;
import dev.sluice.redis.policy.PolicyAdmin;
import dev.sluice.redis.policy.Precondition;
import dev.sluice.redis.policy.StreamDocument;
import dev.sluice.redis.policy.WriteDecision.Written;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/streams}: reads, makes, changes and takes away streams. */
@RestController
@RequestMapping("/v1/streams")
final class StreamsController {

    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final PolicyAdmin admin;
    private final Policies policies;
    private final NodeRegistry nodes;
    private final Writes writes;

    StreamsController(PolicyAdmin admin, Policies policies, NodeRegistry nodes, Writes writes) {
        this.admin = admin;
        this.policies = policies;
        this.nodes = nodes;
        this.writes = writes;
    }

    @GetMapping
    ObjectNode list() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("revision", policies.revision().toString());
        ArrayNode streams = json.putArray("streams");
        admin.documents().forEach(document -> streams.add(StreamView.line(document, policies.find(document.id()))));
        return json;
    }

    @GetMapping("/{id}")
    ResponseEntity<ObjectNode> get(@PathVariable String id) {
        return find(id).map(document -> writes.shown(HttpStatus.OK, document)).orElseGet(() -> Problems.noStream(id));
    }

    @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<ObjectNode>> put(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody(required = false) Mono<String> body,
            Principal key) {
        if (!StreamId.isValid(id)) {
            return Mono.just(
                    Problems.wrong(List.of(new Problem("id", id, "1 to 63 of a-z, 0-9 and -, not starting with -"))));
        }
        IfMatch based = IfMatch.of(ifMatch);
        if (find(id).isPresent() || !(based instanceof IfMatch.Missing)) {
            return change(new Change(id, based, Action.PUT, key.getName()), body, this::put);
        }
        Precondition absent = new Precondition.Absent();
        return object(
                body,
                settings -> writes.write(
                        new Writes.Write(key.getName(), Action.CREATE, new StreamId(id), absent, put(settings)),
                        writes::created));
    }

    @PatchMapping(
            path = "/{id}",
            consumes = {MERGE_PATCH, MediaType.APPLICATION_JSON_VALUE})
    Mono<ResponseEntity<ObjectNode>> patch(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody(required = false) Mono<String> body,
            Principal key) {
        return change(new Change(id, IfMatch.of(ifMatch), Action.PATCH, key.getName()), body, this::patch);
    }

    @DeleteMapping("/{id}/patch")
    Mono<ResponseEntity<ObjectNode>> unpatch(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Principal key) {
        return change(
                new Change(id, IfMatch.of(ifMatch), Action.UNPATCH, key.getName()), Edits.unpatch(), writes::shown);
    }

    @DeleteMapping("/{id}")
    Mono<ResponseEntity<ObjectNode>> delete(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestParam(defaultValue = "false") boolean force,
            Principal key) {
        Optional<StreamDocument> found = find(id);
        if (found.isPresent() && found.get().base().isPresent()) {
            return Mono.just(Problems.conflict("Stream " + id
                    + " is in the operator's file. Take it out there; DELETE /v1/streams/" + id
                    + "/patch takes the live edits back."));
        }
        if (found.isPresent() && !force && nodes.occupied().contains(found.get().id())) {
            return Mono.just(Problems.conflict("Somebody listens to stream " + id
                    + ", or waits for it. End it first (PUT /v1/streams/" + id
                    + "/state), or add ?force=true."));
        }
        return change(
                new Change(id, IfMatch.of(ifMatch), Action.DELETE, key.getName()),
                Edits.delete(),
                written -> Mono.just(ResponseEntity.noContent().build()));
    }

    @PutMapping(path = "/{id}/state", consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<ObjectNode>> state(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody(required = false) Mono<String> body,
            Principal key) {
        return change(new Change(id, IfMatch.of(ifMatch), Action.STATE, key.getName()), body, json -> document -> {
            List<Problem> problems = StateRequest.problems(json);
            return problems.isEmpty() ? patch(json).apply(document) : new Checked.Wrong<>(problems);
        });
    }

    private Function<StreamDocument, Checked<StreamDocument>> put(ObjectNode settings) {
        return Edits.put(settings, admin::wrong);
    }

    private Function<StreamDocument, Checked<StreamDocument>> patch(ObjectNode settings) {
        return Edits.patch(settings, admin::wrong);
    }

    /** A change of a stream that is there. */
    private record Change(String id, IfMatch based, Action action, String key) {}

    private Mono<ResponseEntity<ObjectNode>> change(
            Change change,
            Mono<String> body,
            Function<ObjectNode, Function<StreamDocument, Checked<StreamDocument>>> edit) {
        return object(body, json -> change(change, edit.apply(json), writes::shown));
    }

    private Mono<ResponseEntity<ObjectNode>> change(
            Change change,
            Function<StreamDocument, Checked<StreamDocument>> edit,
            Function<Written, Mono<ResponseEntity<ObjectNode>>> done) {
        Optional<StreamDocument> found = find(change.id());
        if (change.based() instanceof IfMatch.Given given && StreamId.isValid(change.id())) {
            return writes.write(
                    new Writes.Write(
                            change.key(), change.action(), new StreamId(change.id()), given.precondition(), edit),
                    done);
        }
        if (found.isEmpty()) {
            return Mono.just(Problems.noStream(change.id()));
        }
        return Mono.just(
                change.based() instanceof IfMatch.Missing
                        ? Problems.noPrecondition()
                        : Problems.changed("If-Match has to be the ETag that GET gave, now "
                                + IfMatch.tag(found.get().revision()) + ", or *."));
    }

    private static Mono<ResponseEntity<ObjectNode>> object(
            Mono<String> body, Function<ObjectNode, Mono<ResponseEntity<ObjectNode>>> next) {
        return body.map(Optional::of).defaultIfEmpty(Optional.empty()).flatMap(text -> {
            Body read = Body.of(text);
            return read instanceof Body.Read json
                    ? next.apply(json.object())
                    : Mono.just(Problems.malformed(((Body.Malformed) read).why()));
        });
    }

    private Optional<StreamDocument> find(String id) {
        return StreamId.isValid(id) ? admin.document(new StreamId(id)) : Optional.empty();
    }
}
