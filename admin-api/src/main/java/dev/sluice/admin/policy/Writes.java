package dev.sluice.admin.policy;

import static java.util.Objects.requireNonNull;

import dev.sluice.admin.problem.Problems;
import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.policy.AuditLog;
import dev.sluice.redis.policy.PolicyAdmin;
import dev.sluice.redis.policy.Precondition;
import dev.sluice.redis.policy.StreamDocument;
import dev.sluice.redis.policy.WriteDecision;
import dev.sluice.redis.policy.WriteDecision.Conflict;
import dev.sluice.redis.policy.WriteDecision.Invalid;
import dev.sluice.redis.policy.WriteDecision.Restoring;
import dev.sluice.redis.policy.WriteDecision.StoreLost;
import dev.sluice.redis.policy.WriteDecision.Written;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Every write of the API goes through here: store, audit log, meter, and what became of it as an answer. */
final class Writes {

    /**
     * A write.
     *
     * @param key the name of the API key
     * @param action what is done
     * @param id the stream
     * @param precondition what has to hold
     * @param edit what becomes of the document
     */
    record Write(
            String key,
            Action action,
            StreamId id,
            Precondition precondition,
            Function<StreamDocument, Checked<StreamDocument>> edit) {}

    /** What is done, in the words of the audit log and the meter. */
    enum Action {
        CREATE,
        PUT,
        PATCH,
        UNPATCH,
        DELETE,
        STATE,
        EVENT_MODE;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private enum Outcome {
        WRITTEN,
        CONFLICT,
        INVALID,
        RESTORING,
        STORE_LOST,
        WRITTEN_LATE;

        String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private final PolicyAdmin policies;
    private final Map<Action, Map<Outcome, Counter>> counters = new EnumMap<>(Action.class);

    Writes(PolicyAdmin policies, MeterRegistry registry) {
        this.policies = policies;
        for (Action action : Action.values()) {
            Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                outcomes.put(outcome, counter(action, outcome, registry));
            }
            counters.put(action, outcomes);
        }
    }

    /** Writes; {@code done} makes the answer when it is done, and the others are problems. */
    Mono<ResponseEntity<ObjectNode>> write(Write write, Function<Written, Mono<ResponseEntity<ObjectNode>>> done) {
        return Mono.fromCompletionStage(() ->
                        policies.write(write.id(), write.precondition(), write.edit(), written -> late(write, written)))
                .flatMap(decision -> answer(write, decision, done));
    }

    /** The stream as it is now, with its tag. */
    Mono<ResponseEntity<ObjectNode>> shown(Written written) {
        return Mono.just(shown(HttpStatus.OK, written.after()));
    }

    /** The same for a new one. */
    Mono<ResponseEntity<ObjectNode>> created(Written written) {
        return Mono.just(shown(HttpStatus.CREATED, written.after()));
    }

    ResponseEntity<ObjectNode> shown(HttpStatus status, StreamDocument document) {
        return ResponseEntity.status(status)
                .header(HttpHeaders.ETAG, IfMatch.tag(document.revision()))
                .body(StreamView.whole(document, policies.overlays()));
    }

    private Mono<ResponseEntity<ObjectNode>> answer(
            Write write, WriteDecision decision, Function<Written, Mono<ResponseEntity<ObjectNode>>> done) {
        if (decision instanceof Written written) {
            count(write, Outcome.WRITTEN);
            AuditLog.wrote(write.key(), write.action().word(), written, policies.overlays());
            return done.apply(written);
        }
        if (decision instanceof Conflict conflict) {
            count(write, Outcome.CONFLICT);
            return Mono.just(conflict(write, conflict));
        }
        if (decision instanceof Invalid invalid) {
            count(write, Outcome.INVALID);
            return Mono.just(Problems.wrong(invalid.problems()));
        }
        if (decision instanceof Restoring restoring) {
            count(write, Outcome.RESTORING);
            return Mono.just(Problems.restoring(restoring.left()));
        }
        count(write, Outcome.STORE_LOST);
        if (decision instanceof StoreLost lost && !lost.mayBeWritten()) {
            AuditLog.notWritten(write.key(), write.action().word(), write.id());
            return Mono.just(Problems.notWritten());
        }
        AuditLog.unanswered(write.key(), write.action().word(), write.id());
        return Mono.just(Problems.storeLost());
    }

    /** Who asked was told that the store is lost; the log shall not lack what is in force. */
    private void late(Write write, Written written) {
        count(write, Outcome.WRITTEN_LATE);
        AuditLog.wrote(write.key(), write.action().word(), written, policies.overlays());
    }

    private static ResponseEntity<ObjectNode> conflict(Write write, Conflict conflict) {
        if (conflict.current().isEmpty()) {
            return Problems.noStream(write.id().value());
        }
        String now = IfMatch.tag(conflict.current().get().revision());
        if (write.precondition() instanceof Precondition.At at) {
            return Problems.changed("Stream " + write.id() + " has changed: its ETag is " + now + ", not "
                    + IfMatch.tag(at.revision()) + ". GET it again, and decide anew.");
        }
        if (write.precondition() instanceof Precondition.Absent) {
            return Problems.changed("Stream " + write.id() + " was made meanwhile; its ETag is " + now + ".");
        }
        return Problems.conflict("Others keep writing stream " + write.id() + ". Nothing was changed; try again.");
    }

    private void count(Write write, Outcome outcome) {
        requireNonNull(requireNonNull(counters.get(write.action())).get(outcome))
                .increment();
    }

    /** Made before the first write, so that the first one shows as a change. */
    private static Counter counter(Action action, Outcome outcome, MeterRegistry registry) {
        return Counter.builder("sluice.admin.writes")
                .description("Writes, by action and outcome. Of this node alone: use sum by (action, outcome)")
                .tag("action", action.word())
                .tag("outcome", outcome.words())
                .register(registry);
    }
}
