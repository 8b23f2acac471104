package dev.sluice.admin.policy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.policy.Writes.Action;
import dev.sluice.config.file.OperatorFile;
import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.Problem;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.policy.PolicyAdmin;
import dev.sluice.redis.policy.Precondition;
import dev.sluice.redis.policy.StreamDocument;
import dev.sluice.redis.policy.WriteDecision;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.node.ObjectNode;

@ExtendWith(OutputCaptureExtension.class)
final class WritesTest {

    private static final StreamDocument DEMO = StreamDocument.blank(new StreamId("demo"));
    private static final WriteDecision.Written WRITTEN = new WriteDecision.Written(DEMO, DEMO, 0);

    private final AtomicReference<WriteDecision> next = new AtomicReference<>(WRITTEN);
    private final AtomicReference<Consumer<WriteDecision.Written>> late = new AtomicReference<>(written -> {});
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Writes writes = new Writes(new Decided(), registry);

    @Test
    void eachActionAndOutcomeIsThereBeforeTheFirstWrite() {
        assertThat(registry.get("sluice.admin.writes").counters())
                .hasSize(7 * 6)
                .allSatisfy(counter -> assertThat(counter.count()).isZero());
        assertThat(tags("action"))
                .containsExactlyInAnyOrder("create", "put", "patch", "unpatch", "delete", "state", "event-mode");
        assertThat(tags("outcome"))
                .containsExactlyInAnyOrder("written", "conflict", "invalid", "restoring", "store lost", "written late");
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void aWriteIsCountedOnceByWhatBecameOfIt(WriteDecision decision, String outcome) {
        next.set(decision);
        write(Action.EVENT_MODE);
        assertThat(counted()).containsExactly("event-mode " + outcome + " 1.0");
    }

    @Test
    void aWriteThatWasDoneAfterItsDeadlineIsCountedToo() {
        next.set(new WriteDecision.StoreLost(true));
        write(Action.PATCH);
        requireNonNull(late.get()).accept(WRITTEN);
        assertThat(counted()).containsExactlyInAnyOrder("patch store lost 1.0", "patch written late 1.0");
    }

    @ParameterizedTest
    @CsvSource({"true, unknown, whether it was written after all", "false, refused, nothing was changed"})
    void aWriteWithoutTheStoreIsUnknownOnlyIfItMayHaveBeenMade(
            boolean mayBeWritten, String outcome, String detail, CapturedOutput output) {
        next.set(new WriteDecision.StoreLost(mayBeWritten));
        ResponseEntity<ObjectNode> answer = write(Action.PATCH);
        assertThat(answer.getStatusCode().value()).isEqualTo(503);
        assertThat(requireNonNull(answer.getBody()).path("detail").asString()).contains(detail);
        assertThat(output)
                .containsPattern("key=alice action=patch stream=demo outcome=" + outcome + ": ")
                .containsOnlyOnce("outcome=");
    }

    private static Stream<Arguments> decisions() {
        return Stream.of(
                Arguments.of(WRITTEN, "written"),
                Arguments.of(new WriteDecision.Conflict(Optional.empty()), "conflict"),
                Arguments.of(new WriteDecision.Invalid(List.of()), "invalid"),
                Arguments.of(new WriteDecision.Restoring(Duration.ofSeconds(1)), "restoring"),
                Arguments.of(new WriteDecision.StoreLost(true), "store lost"),
                Arguments.of(new WriteDecision.StoreLost(false), "store lost"));
    }

    private ResponseEntity<ObjectNode> write(Action action) {
        Writes.Write write = new Writes.Write(
                "alice", action, DEMO.id(), new Precondition.Exists(), document -> new Checked.Valid<>(document));
        return requireNonNull(writes.write(write, writes::shown).block());
    }

    private Set<String> tags(String name) {
        return registry.get("sluice.admin.writes").counters().stream()
                .map(counter -> requireNonNull(counter.getId().getTag(name)))
                .collect(Collectors.toSet());
    }

    private List<String> counted() {
        return registry.get("sluice.admin.writes").counters().stream()
                .filter(counter -> counter.count() > 0)
                .map(WritesTest::line)
                .toList();
    }

    private static String line(Counter counter) {
        return counter.getId().getTag("action") + " " + counter.getId().getTag("outcome") + " " + counter.count();
    }

    /** Decides each write as the test says. */
    private final class Decided implements PolicyAdmin {

        @Override
        public Collection<StreamDocument> documents() {
            return List.of(DEMO);
        }

        @Override
        public Optional<StreamDocument> document(StreamId id) {
            return Optional.of(DEMO);
        }

        @Override
        public Map<String, ObjectNode> overlays() {
            return Map.of();
        }

        @Override
        public List<Problem> wrong(StreamDocument document) {
            return List.of();
        }

        @Override
        public CompletionStage<WriteDecision> write(
                StreamId id,
                Precondition precondition,
                Function<StreamDocument, Checked<StreamDocument>> edit,
                Consumer<WriteDecision.Written> later) {
            late.set(later);
            return CompletableFuture.completedFuture(requireNonNull(next.get()));
        }

        @Override
        public CompletionStage<Boolean> publish(OperatorFile file) {
            return CompletableFuture.completedFuture(true);
        }
    }
}
