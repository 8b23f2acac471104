package dev.sluice.redis.policy;

import static dev.sluice.redis.policy.PolicyNode.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.time.SystemTicker;
import dev.sluice.redis.RedisServer;
import dev.sluice.redis.store.RedisStore;
import dev.sluice.redis.store.Script;
import dev.sluice.redis.store.StoreProperties;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Redis runs of policies and nodes after the deadline of the call, or long before it, changes nothing. */
final class PolicyDeadlineIT {

    private static final long SECOND = 1_000_000;

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    /** A call that changes something: its script, keys and arguments behind the deadline. */
    private record Call(Script script, List<byte[]> keys, List<String> args) {}

    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    private RedisStore store;

    @TempDir
    Path folder;

    @BeforeEach
    void connect() {
        REDIS.resume();
        REDIS.flush();
        StoreProperties properties = new StoreProperties(REDIS.uri(), Duration.ofSeconds(2), Duration.ofSeconds(2));
        store = new RedisStore(properties, new SystemTicker(), timer, new SimpleMeterRegistry());
        store.connected().toCompletableFuture().join();
    }

    @AfterEach
    void close() {
        REDIS.resume();
        store.close();
        timer.shutdownNow();
    }

    static Stream<Named<Call>> calls() {
        return Stream.of(
                Named.of(
                        "an operator's write",
                        new Call(
                                Script.of(RedisDocuments.class, "write", "run"),
                                PolicyKeys.OF_DOCUMENTS,
                                List.of("demo", "{}", "0", "0", "0", PolicyKeys.CHANNEL, "0", "0"))),
                Named.of(
                        "a restoration",
                        new Call(
                                Script.of(RedisDocuments.class, "restore"),
                                PolicyKeys.OF_DOCUMENTS,
                                List.of("7", "8", "1", PolicyKeys.CHANNEL, "demo", "7", "8", "{}"))),
                Named.of(
                        "a heartbeat",
                        new Call(
                                Script.of(RedisNodes.class, "beat", "run"),
                                PolicyKeys.OF_NODES,
                                List.of("gateway-1", "gateway", "7", "8", "text", "-1", "1", "0", "demo"))));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void whatRunsLateOrLongBeforeItsDeadlineChangesNothing(Call call) {
        // the first answer tells the clock of Redis
        assertThat(run(call, store.nowMicros() - 3_600 * SECOND)).isEqualTo("LATE");
        assertThat(run(call, store.nowMicros() - SECOND)).isEqualTo("LATE");
        assertThat(run(call, store.nowMicros() + 10 * SECOND)).isEqualTo("LATE");
        assertThat(REDIS.command("DBSIZE")).isEqualTo(":0");

        assertThat(run(call, store.nowMicros() + 4 * SECOND)).isEqualTo("OK");
        assertThat(REDIS.command("DBSIZE")).isNotEqualTo(":0");
    }

    @Test
    void aGoodbyeThatRunsLateOrLongBeforeItsDeadlineIsNone() {
        Call goodbye = new Call(Script.of(RedisNodes.class, "leave"), PolicyKeys.OF_NODES, List.of("gateway-1"));
        // the first answer tells the clock of Redis
        assertThat(run(goodbye, store.nowMicros() - 3_600 * SECOND)).isEqualTo("LATE");
        REDIS.command("HSET sluice:1::{policy}:nodes gateway-1 0 gateway-2 0");

        assertThat(run(goodbye, store.nowMicros() - SECOND)).isEqualTo("LATE");
        assertThat(run(goodbye, store.nowMicros() + 10 * SECOND)).isEqualTo("LATE");
        assertThat(REDIS.command("HSTRLEN sluice:1::{policy}:nodes gateway-1")).isEqualTo(":1");

        assertThat(run(goodbye, store.nowMicros() + 4 * SECOND)).isEqualTo("OK");
        assertThat(REDIS.command("HSTRLEN sluice:1::{policy}:nodes gateway-1")).isNotEqualTo(":1");
        assertThat(REDIS.command("HSTRLEN sluice:1::{policy}:nodes gateway-2")).isEqualTo(":1");
    }

    @Test
    void anOperatorsWriteThatWasGivenUpDoesNotTakeEffectLater() {
        try (PolicyNode admin = new PolicyNode(
                "admin",
                REDIS.uri(),
                file("{'streams':{'demo':{'origin':'http://o.example','capacity':100}}}"),
                folder)) {
            await().until(() ->
                    admin.publish(file("{'streams':{'demo':{'origin':'http://o.example','capacity':100}}}")));
            await().until(() -> admin.capacity() == 100);

            REDIS.pause();
            WriteDecision decision = admin.patch("{'capacity':7}");
            REDIS.resume();

            assertThat(decision).as("it was sent").isEqualTo(new WriteDecision.StoreLost(true));
            await().until(() -> admin.patch("{'title':'Another'}") instanceof WriteDecision.Written);
            assertThat(admin.capacity()).isEqualTo(100);
        }
    }

    private String run(Call call, long notAfterMicros) {
        List<byte[]> args = Stream.concat(Stream.of(Long.toString(notAfterMicros)), call.args().stream())
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        List<Object> answer = store.call(call.script(), call.keys(), args)
                .toCompletableFuture()
                .join();
        return new String((byte[]) answer.get(0), StandardCharsets.UTF_8);
    }
}
