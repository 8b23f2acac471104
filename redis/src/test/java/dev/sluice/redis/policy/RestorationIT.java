package dev.sluice.redis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.time.SystemTicker;
import dev.sluice.redis.RedisServer;
import dev.sluice.redis.store.RedisStore;
import dev.sluice.redis.store.Script;
import dev.sluice.redis.store.StoreProperties;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever knows a higher revision than the store brings policies back; whoever knows the same, or less, changes nothing. */
final class RestorationIT {

    private static final Script RESTORE = Script.of(RedisDocuments.class, "restore");

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    private RedisStore store;

    @BeforeEach
    void connect() {
        REDIS.flush();
        StoreProperties properties = new StoreProperties(REDIS.uri(), Duration.ofSeconds(2), Duration.ofSeconds(2));
        store = new RedisStore(properties, new SystemTicker(), timer, new SimpleMeterRegistry());
        store.connected().toCompletableFuture().join();
        // the first answer tells the clock of Redis
        restore(7, 8);
        REDIS.flush();
        assertThat(restore(7, 8)).isEqualTo("OK");
    }

    @AfterEach
    void close() {
        store.close();
        timer.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({"7, 9, OK", "8, 1, OK", "7, 8, BEHIND", "7, 7, BEHIND", "6, 8, BEHIND", "6, 99, BEHIND"})
    void aHigherEpochIsHigherAndInOneTheHigherNumber(long epoch, long number, String due) {
        assertThat(restore(epoch, number)).isEqualTo(due);
    }

    private String restore(long epoch, long number) {
        List<byte[]> args = Stream.of(
                        Long.toString(store.nowMicros() + 2_000_000),
                        Long.toString(epoch),
                        Long.toString(number),
                        "1",
                        PolicyKeys.CHANNEL,
                        "demo",
                        Long.toString(epoch),
                        Long.toString(number),
                        "{}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        List<Object> answer = store.call(RESTORE, PolicyKeys.OF_DOCUMENTS, args)
                .toCompletableFuture()
                .join();
        return new String((byte[]) answer.get(0), StandardCharsets.UTF_8);
    }
}
