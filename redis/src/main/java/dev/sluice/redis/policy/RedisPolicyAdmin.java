package dev.sluice.redis.policy;

import dev.sluice.config.file.OperatorFile;
import dev.sluice.config.policy.Addresses;
import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.PolicyReader;
import dev.sluice.config.policy.Problem;
import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.policy.StreamPolicy;
import dev.sluice.redis.policy.WriteDecision.Conflict;
import dev.sluice.redis.policy.WriteDecision.Invalid;
import dev.sluice.redis.policy.WriteDecision.StoreLost;
import dev.sluice.redis.policy.WriteDecision.Written;
import dev.sluice.redis.store.StoreLostException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes by compare-and-set: fetch, edit, check, write; from the start again when somebody else was faster. */
final class RedisPolicyAdmin implements PolicyAdmin {

    private static final Logger LOG = LoggerFactory.getLogger(RedisPolicyAdmin.class);
    /** Each that fails is another's write: of three who write without a pause, one lost ten in a row. */
    private static final int ATTEMPTS = 50;

    /** Whether a stream may have the host of another. */
    private enum Addressing {
        EXCLUSIVE,
        /** The file as a whole was checked; of two streams that swap a host, one is written first. */
        AS_THE_FILE_HAS_IT
    }

    private record Write(
            StreamId id,
            Precondition precondition,
            Function<StreamDocument, Checked<StreamDocument>> edit,
            Addressing addressing,
            Consumer<Written> late) {}

    private final RedisPolicies policies;
    private final RedisDocuments documents;
    private final Grace grace;

    RedisPolicyAdmin(RedisPolicies policies, RedisDocuments documents, Grace grace) {
        this.policies = policies;
        this.documents = documents;
        this.grace = grace;
    }

    @Override
    public Collection<StreamDocument> documents() {
        return policies.now().present();
    }

    @Override
    public Optional<StreamDocument> document(StreamId id) {
        return policies.now().document(id).filter(StreamDocument::isPresent);
    }

    @Override
    public Map<String, ObjectNode> overlays() {
        return policies.now().overlays();
    }

    @Override
    public List<Problem> wrong(StreamDocument document) {
        return problems(document, policies.now(), Addressing.EXCLUSIVE);
    }

    @Override
    public CompletionStage<WriteDecision> write(
            StreamId id,
            Precondition precondition,
            Function<StreamDocument, Checked<StreamDocument>> edit,
            Consumer<Written> late) {
        return write(new Write(id, precondition, edit, Addressing.EXCLUSIVE, late));
    }

    @Override
    public CompletionStage<Boolean> publish(OperatorFile file) {
        CompletionStage<Boolean> done = publish(file.overlays()).exceptionally(failure -> false);
        Set<StreamId> ids = new LinkedHashSet<>(file.streams().keySet());
        documents().stream()
                .filter(document -> document.base().isPresent())
                .map(StreamDocument::id)
                .forEach(ids::add);
        for (StreamId id : ids) {
            Optional<ObjectNode> base = Optional.ofNullable(file.streams().get(id));
            done = done.thenCompose(going -> going ? publish(id, base) : CompletableFuture.completedFuture(false));
        }
        return done;
    }

    private CompletionStage<Boolean> publish(StreamId id, Optional<ObjectNode> base) {
        Write write = new Write(
                id,
                new Precondition.None(),
                document -> new Checked.Valid<>(base.isPresent() ? document.withBase(base) : document.tombstone()),
                Addressing.AS_THE_FILE_HAS_IT,
                this::tookFile);
        return write(write).thenApply(decision -> {
            if (decision instanceof Written written) {
                tookFile(written);
            }
            if (decision instanceof Invalid invalid) {
                LOG.error(
                        "The file's settings of stream {} are not taken: together with its live edits they would"
                                + " be wrong: {}. What was in force stays. Change the file, or take the live"
                                + " edits back (DELETE /v1/streams/{}/patch), and start the admin API again.",
                        id,
                        invalid.problems(),
                        id);
            }
            return decision instanceof Written || decision instanceof Invalid;
        });
    }

    private void tookFile(Written written) {
        AuditLog.wrote(AuditLog.NO_KEY, "file", written, overlays());
    }

    private CompletionStage<Boolean> publish(Map<String, ObjectNode> overlays) {
        return newest().thenCompose(now -> {
            if (now.overlays().equals(overlays)) {
                return CompletableFuture.completedFuture(true);
            }
            String json = DocumentText.writeOverlays(overlays);
            return documents
                    .put(draft(DocumentText.OVERLAYS, now.overlaysRevision(), json, now.revision()), late -> {})
                    .thenCompose(put ->
                            policies.refresh().thenApply(done -> put.revision().isPresent()));
        });
    }

    /**
     * What the store has. One that never had anything gets what this node runs, as a whole, so that no gateway sees a
     * half; if it does not answer, or lost what it had a moment ago, that fails.
     */
    private CompletionStage<PolicySnapshot> newest() {
        return policies.refresh().thenCompose(fetched -> {
            if (!grace.left().isZero()) {
                return CompletableFuture.failedFuture(new TooSoonException(grace.left()));
            }
            PolicySnapshot now = policies.now();
            if (now.revision().compareTo(Revision.NONE) > 0) {
                return CompletableFuture.completedFuture(now);
            }
            if (!grace.wasEmpty()) {
                return CompletableFuture.failedFuture(StoreLostException.notDone("nobody knows what the store has"));
            }
            return documents
                    .fill(now.stamped(documents.epochNow()))
                    .thenCompose(done -> policies.refresh())
                    .thenApply(done -> policies.now());
        });
    }

    private CompletionStage<WriteDecision> write(Write write) {
        return attempt(write, ATTEMPTS).exceptionally(RedisPolicyAdmin::refused);
    }

    private CompletionStage<WriteDecision> attempt(Write write, int left) {
        StreamId id = write.id();
        return newest().thenCompose(now -> {
            StreamDocument stored = now.document(id).orElseGet(() -> absent(id));
            Optional<StreamDocument> current = Optional.of(stored).filter(StreamDocument::isPresent);
            if (!holds(write.precondition(), current)) {
                return decided(new Conflict(current));
            }
            StreamDocument before = current.orElseGet(() -> StreamDocument.inPlaceOf(stored));
            Checked<StreamDocument> edited = write.edit().apply(before);
            if (!(edited instanceof Checked.Valid<StreamDocument> valid)) {
                return decided(new Invalid(edited.wrong()));
            }
            List<Problem> problems = problems(valid.value(), now, write.addressing());
            if (!problems.isEmpty()) {
                return decided(new Invalid(problems));
            }
            if (valid.value().saysWhat(stored)) {
                return decided(new Written(before, stored, 0));
            }
            return put(before, valid.value(), now.revision(), write.late()).thenCompose(written -> {
                boolean again = written.isEmpty() && left > 1 && !(write.precondition() instanceof Precondition.At);
                return again
                        ? attempt(write, left - 1)
                        : decided(written.<WriteDecision>map(done -> done).orElseGet(() -> new Conflict(document(id))));
            });
        });
    }

    private CompletionStage<Optional<Written>> put(
            StreamDocument before, StreamDocument after, Revision highest, Consumer<Written> late) {
        Function<RedisDocuments.Put, Optional<Written>> written =
                put -> put.revision().map(now -> new Written(before, after.at(now), put.atMicros()));
        RedisDocuments.Draft draft = draft(after.id().value(), before.revision(), DocumentText.write(after), highest);
        return documents
                .put(draft, put -> written.apply(put).ifPresent(late))
                .thenCompose(put -> policies.refresh().thenApply(done -> written.apply(put)));
    }

    private RedisDocuments.Draft draft(String name, Revision read, String json, Revision highest) {
        return new RedisDocuments.Draft(name, read, json, highest, grace.spans());
    }

    private static WriteDecision refused(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof TooSoonException early) {
            return new WriteDecision.Restoring(early.left());
        }
        return new StoreLost(!(cause instanceof StoreLostException lost) || lost.mayBeDone());
    }

    private static StreamDocument absent(StreamId id) {
        return StreamDocument.blank(id).tombstone();
    }

    private static boolean holds(Precondition precondition, Optional<StreamDocument> current) {
        if (precondition instanceof Precondition.At at) {
            return current.filter(document -> document.revision().equals(at.revision()))
                    .isPresent();
        }
        return precondition instanceof Precondition.None
                || (precondition instanceof Precondition.Exists) == current.isPresent();
    }

    /** What would be wrong with the overlays of the document, else without. */
    private static List<Problem> problems(StreamDocument document, PolicySnapshot all, Addressing addressing) {
        if (!document.isPresent()) {
            return List.of();
        }
        List<Problem> now = document.effective(all.overlays()).wrong();
        List<Problem> wrong =
                now.isEmpty() ? document.released().effective(all.overlays()).wrong() : now;
        if (addressing == Addressing.AS_THE_FILE_HAS_IT) {
            return wrong;
        }
        StreamPolicy policy =
                PolicyReader.readable(document.layers(all.overlays()).merged());
        return Problem.joined(wrong, taken(document.id(), policy, all));
    }

    /** Hosts and prefixes that another stream has. */
    private static List<Problem> taken(StreamId id, StreamPolicy policy, PolicySnapshot all) {
        if (policy.hosts().isEmpty() && policy.prefixes().isEmpty()) {
            return List.of();
        }
        Addresses addresses = new Addresses();
        all.live().values().stream()
                .filter(other -> !other.id().equals(id))
                .forEach(other -> addresses.take(other.id(), other.policy()));
        return addresses.take(id, policy);
    }

    private static CompletionStage<WriteDecision> decided(WriteDecision decision) {
        return CompletableFuture.completedFuture(decision);
    }
}
