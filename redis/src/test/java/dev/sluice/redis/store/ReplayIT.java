package dev.sluice.redis.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.time.SystemTicker;
import dev.sluice.redis.Door;
import dev.sluice.redis.RedisServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A call whose connection breaks is not sent again on the next one, though its deadline has not come yet. */
final class ReplayIT {

    private static final Script COUNT = new Script(
            "count",
            "redis.call('INCR', KEYS[1]) return {'OK', 0}",
            // its SHA-1
            "808e28c2e9d6124566b7973dfb0b399eb5bd3fa5");

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    @Test
    void aCallRunsOnceAtMost() {
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
        try (Door door = new Door(REDIS.port());
                RedisStore store = new RedisStore(
                        new StoreProperties(door.uri(), Duration.ofSeconds(5), Duration.ofSeconds(5)),
                        new SystemTicker(),
                        timer,
                        new SimpleMeterRegistry())) {
            await().until(() -> store.connected().toCompletableFuture().isDone());
            await().until(() -> isAnswered(call(store, "counter")));
            int before = counted();

            REDIS.pause();
            int visits = door.visits();
            long asked = door.asked();
            call(store, "counter");
            await().until(() -> door.asked() > asked);
            door.cut();
            await().until(() -> door.visits() > visits);
            REDIS.resume();

            // whatever is sent again is sent before that
            await().until(() -> isAnswered(call(store, "after")));
            assertThat(counted()).isEqualTo(before + 1);
        } finally {
            REDIS.resume();
            timer.shutdownNow();
        }
    }

    private static CompletionStage<List<Object>> call(RedisStore store, String counter) {
        return store.call(COUNT, List.of(counter.getBytes(StandardCharsets.US_ASCII)), List.of());
    }

    private static boolean isAnswered(CompletionStage<List<Object>> call) {
        return call.handle((answer, failure) -> failure == null)
                .toCompletableFuture()
                .join();
    }

    private static int counted() {
        return Integer.parseInt(REDIS.command("INCRBY counter 0").substring(1));
    }
}
