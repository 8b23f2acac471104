package dev.sluice.standalone.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.time.SystemTicker;
import dev.sluice.standalone.redis.KeptRedis.Patience;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeptRedisIT {

    private static final Duration SOON = Duration.ofMillis(10);
    private static final Duration LONG = Duration.ofMinutes(10);

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final List<String> givenUp = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void killedItRunsAgainAtTheSameAddressWithWhatItHeld() throws IOException {
        try (KeptRedis redis = start(new Patience(SOON, 1, LONG))) {
            URI uri = redis.uri();
            assertThat(EmbeddedRedisIT.ask(uri, "SET song tune")).isEqualTo("+OK");

            kill(redis);

            await().atMost(Duration.ofSeconds(30)).until(() -> said.size() == 2);
            assertThat(said.get(0)).contains("Redis has ended (exit code 137)", "1 of 1 times");
            assertThat(said.get(1)).startsWith("Redis runs again");
            assertThat(redis.uri()).isEqualTo(uri);
            assertThat(EmbeddedRedisIT.ask(uri, "GET song")).isEqualTo("$4 tune");
        }
        assertThat(givenUp).isEmpty();
    }

    @Test
    void oneThatEndsAgainAndAgainIsGivenUpWithItsLastWords() throws IOException {
        try (KeptRedis redis = start(new Patience(SOON, 2, LONG))) {
            Files.writeString(folder.resolve("redis/redis.conf"), "no-such-directive yes\n");

            kill(redis);

            await().atMost(Duration.ofSeconds(30)).until(() -> !givenUp.isEmpty());
            assertThat(said).hasSize(2).allMatch(line -> line.startsWith("Redis has ended"));
            assertThat(givenUp).singleElement().asString().contains("exit code 1", "no-such-directive", "redis.log");
        }
    }

    @Test
    void whatRanWellInBetweenIsStartedAgainAnyNumberOfTimes() {
        try (KeptRedis redis = start(new Patience(SOON, 1, Duration.ZERO))) {
            for (int times = 1; times <= 3; times++) {
                int lines = 2 * times;
                kill(redis);
                await().atMost(Duration.ofSeconds(30)).until(() -> said.size() == lines);
            }
        }
        assertThat(givenUp).isEmpty();
    }

    @Test
    void closedInThePauseBeforeItIsStartedItStaysEnded() {
        KeptRedis redis = start(new Patience(LONG, 1, LONG));
        List<ProcessHandle> processes =
                EmbeddedRedisIT.processesOf(redis.redis().pid());
        kill(redis);
        await().until(() -> !said.isEmpty());

        redis.close();

        EmbeddedRedisIT.awaitEndOf(processes);
        assertThat(said).hasSize(1);
        assertThat(givenUp).isEmpty();
    }

    private KeptRedis start(Patience patience) {
        return KeptRedis.start(folder, new SystemTicker(), patience, new KeptRedis.Owner() {
            @Override
            public void says(String what) {
                said.add(what);
            }

            @Override
            public void givenUp(String why) {
                givenUp.add(why);
            }
        });
    }

    private static void kill(KeptRedis redis) {
        ProcessHandle.of(redis.redis().pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
}
