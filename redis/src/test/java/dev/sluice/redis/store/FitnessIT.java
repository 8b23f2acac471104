package dev.sluice.redis.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.time.SystemTicker;
import dev.sluice.redis.LogLines;
import dev.sluice.redis.RedisServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Redis with settings that do not suit. */
final class FitnessIT {

    @RegisterExtension
    final LogLines log = new LogLines();

    @Test
    void aRedisThatMayThrowPlacesAwayIsNamedWithTheReason() {
        RedisServer redis = new RedisServer("--maxmemory-policy", "allkeys-lru");
        redis.start();
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        StoreProperties properties = new StoreProperties(redis.uri(), Duration.ofSeconds(1), Duration.ofSeconds(2));
        try (RedisStore store = new RedisStore(properties, new SystemTicker(), timer, registry)) {
            await().until(() -> !store.complaints().isEmpty());
            assertThat(store.complaints()).singleElement().asString().contains("allkeys-lru");
            assertThat(registry.get("sluice.store.complaints").gauge().value()).isEqualTo(1);

            redis.stop();
            RedisServer mended = new RedisServer("--port", Integer.toString(redis.port()));
            mended.start();
            try {
                await().untilAsserted(() -> assertThat(store.complaints())
                        .as("asked again after each connect")
                        .isEmpty());
            } finally {
                mended.stop();
            }
        } finally {
            timer.shutdownNow();
            redis.stop();
        }
    }

    @Test
    void settingsThatAreChangedWhileRedisRunsAreSeenWithinAMinute() {
        RedisServer redis = new RedisServer();
        redis.start();
        EachMinute timer = new EachMinute();
        StoreProperties properties = new StoreProperties(redis.uri(), Duration.ofSeconds(1), Duration.ofSeconds(2));
        try (RedisStore store = new RedisStore(properties, new SystemTicker(), timer, new SimpleMeterRegistry())) {
            await().until(() -> store.connected().toCompletableFuture().isDone());
            assertThat(timer.looks).hasSize(1);

            redis.command("CONFIG SET maxmemory-policy allkeys-lru");
            timer.minute();
            await().until(() -> !store.complaints().isEmpty());
            looked(redis, timer);
            looked(redis, timer);
            redis.command("CONFIG SET maxmemory-policy noeviction");
            timer.minute();
            await().until(() -> store.complaints().isEmpty());
            looked(redis, timer);

            assertThat(log.problems())
                    .singleElement()
                    .asString()
                    .contains("allkeys-lru", "listeners lose their places");
            assertThat(log.infos())
                    .filteredOn(line -> line.contains("put right"))
                    .hasSize(1);
        } finally {
            timer.shutdownNow();
            redis.stop();
        }
    }

    @Test
    void aChannelThatTheUserMayNotListenToIsNamedUntilItIsHeard() {
        RedisServer redis = new RedisServer();
        redis.start();
        redis.command("ACL SETUSER default resetchannels");
        EachMinute timer = new EachMinute();
        StoreProperties properties = new StoreProperties(redis.uri(), Duration.ofSeconds(1), Duration.ofSeconds(2));
        List<String> heard = new CopyOnWriteArrayList<>();
        try (RedisStore store = new RedisStore(properties, new SystemTicker(), timer, new SimpleMeterRegistry())) {
            store.subscribe("news", heard::add);
            await().until(() -> !store.complaints().isEmpty());
            assertThat(store.complaints()).singleElement().asString().contains("channel news", "NOPERM");
            looked(redis, timer);
            looked(redis, timer);
            assertThat(log.problems())
                    .singleElement()
                    .asString()
                    .contains("channel news", "reach this node later", "docs/redis-users.acl");

            redis.command("ACL SETUSER default allchannels");
            timer.minute();
            await().until(() -> store.complaints().isEmpty());
            assertThat(redis.command("PUBLISH news told")).isEqualTo(":1");
            await().until(() -> heard.contains("told"));
            assertThat(log.infos())
                    .filteredOn(line -> line.contains("put right"))
                    .hasSize(1);
        } finally {
            timer.shutdownNow();
            redis.stop();
        }
    }

    /** Lets a minute pass, and returns when Redis was asked. */
    private static void looked(RedisServer redis, EachMinute timer) {
        redis.command("CONFIG RESETSTAT");
        timer.minute();
        AtomicInteger own = new AtomicInteger();
        await().until(() -> asked(redis.info("commandstats")) > own.getAndIncrement());
    }

    /** How often Redis was asked for INFO before. */
    private static int asked(String stats) {
        Matcher calls = Pattern.compile("cmdstat_info:calls=(\\d+)").matcher(stats);
        return calls.find() ? Integer.parseInt(calls.group(1)) : 0;
    }

    /** A timer whose minutes pass when a test says so. */
    private static final class EachMinute extends ScheduledThreadPoolExecutor {

        private final List<Runnable> looks = new CopyOnWriteArrayList<>();

        EachMinute() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable look, long first, long delay, TimeUnit unit) {
            assertThat(unit.toSeconds(delay)).isEqualTo(60);
            looks.add(look);
            return super.scheduleWithFixedDelay(look, first, delay, unit);
        }

        void minute() {
            looks.forEach(Runnable::run);
        }
    }
}
