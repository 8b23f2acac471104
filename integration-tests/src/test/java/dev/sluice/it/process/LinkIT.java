package dev.sluice.it.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The instruments of the other tests: a real Redis, and a link to it that can be slow, silent or cut. */
final class LinkIT {

    @TempDir
    private Path folder;

    private RedisServer redis;
    private Link link;

    @BeforeEach
    void start() {
        redis = RedisServer.start(folder, RedisServer.Memory.APPEND_ONLY);
        link = Link.to(redis.address());
    }

    @AfterEach
    void stop() {
        link.close();
        redis.close();
    }

    @Test
    void whatIsAskedThroughItIsAnsweredAndCounted() {
        assertThat(through("SET", "a", "*3\r\n$3\r\nnot a command\r\n")).isEqualTo("OK");
        assertThat(through("GET", "a")).contains("not a command");
        assertThat(link.commands()).isEqualTo(2);
    }

    @Test
    void aDelayIsAddedEachWay() {
        link.delay(Duration.ofMillis(150));
        long started = System.nanoTime();
        through("PING");
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThan(Duration.ofMillis(300));
    }

    @Test
    void aSilentLinkHoldsWhatIsAskedUntilItIsHealed() throws Exception {
        link.silence();
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> through("INCR", "n"));
        assertThat(redis.command("GET", "n")).isEmpty();
        assertThat(answer).isNotDone();
        link.heal();
        assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo("1");
    }

    @Test
    void aCutLinkBreaksConnectionsUntilItIsHealed() {
        link.cut();
        assertThatThrownBy(() -> through("PING")).isInstanceOf(UncheckedIOException.class);
        link.heal();
        assertThat(through("PING")).isEqualTo("PONG");
    }

    @Test
    void aQuestionThatIsHeldIsCarriedOutLateAndOneWhoseAnswerIsHeldAtOnce() throws Exception {
        link.delayQuestions(Duration.ofSeconds(2));
        CompletableFuture<String> late = CompletableFuture.supplyAsync(() -> through("INCR", "late"));
        assertThatThrownBy(() -> late.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(redis.command("GET", "late")).isEmpty();
        assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo("1");

        link.heal();
        link.delayAnswers(Duration.ofSeconds(2));
        CompletableFuture<String> prompt = CompletableFuture.supplyAsync(() -> through("INCR", "prompt"));
        await().until(() -> redis.command("GET", "prompt").equals("1"));
        assertThat(prompt).isNotDone();
        assertThat(prompt.get(10, TimeUnit.SECONDS)).isEqualTo("1");
    }

    @Test
    void aLostAnswerIsToWhatWasCarriedOut() {
        link.loseAnswers(question -> new String(question, StandardCharsets.UTF_8).contains("INCR"));
        assertThatThrownBy(() -> through("INCR", "n")).isInstanceOf(UncheckedIOException.class);
        assertThat(through("GET", "n")).isEqualTo("1");
    }

    @Test
    void aReplicaThatLagsTakesThePlaceOfItsMasterWithoutWhatWasWrittenLast() {
        Link source = Link.to(redis.address());
        try (RedisServer replica = RedisServer.start(folder.resolve("replica"), RedisServer.Memory.NONE)) {
            through("SET", "a", "old");
            replica.follow(new InetSocketAddress(InetAddress.getLoopbackAddress(), source.port()));
            source.delayAnswers(Duration.ofSeconds(30));
            through("SET", "a", "new");
            redis.kill();
            source.close();
            replica.promote();
            link.leadTo(replica.address());
            assertThat(through("GET", "a")).isEqualTo("old");
            assertThat(through("SET", "a", "newer")).isEqualTo("OK");
        }
    }

    @Test
    void aRedisThatRemembersASnapshotKnowsNothingLater() {
        try (RedisServer other = RedisServer.start(folder.resolve("other"), RedisServer.Memory.NONE)) {
            other.command("SET", "a", "old");
            other.takeSnapshot();
            other.command("SET", "a", "new");
            other.kill();
            other.remember();
            assertThat(other.command("GET", "a")).isEqualTo("old");
            other.kill();
            other.start();
            assertThat(other.command("GET", "a")).isEmpty();
        }
    }

    @Test
    void theClockOfARedisCanBeMovedBackAndAhead() {
        Optional<TimeShift> shift = TimeShift.in(folder.resolve("shift"));
        assumeThat(shift).as("Linux, gcc and redis-server are there").isPresent();
        try (RedisServer moved =
                RedisServer.start(folder.resolve("moved"), RedisServer.Memory.NONE, shift.orElseThrow())) {
            for (Duration offset : List.of(Duration.ofHours(-1), Duration.ofSeconds(25), Duration.ZERO)) {
                shift.orElseThrow().set(offset);
                long seconds = Long.parseLong(moved.command("EVAL", "return redis.call('TIME')[1]", "0"));
                assertThat(Duration.ofSeconds(seconds - Instant.now().getEpochSecond()))
                        .isCloseTo(offset, Duration.ofSeconds(2));
            }
        }
    }

    @Test
    void aKilledRedisComesBackOnTheSamePortWithWhatItHadAnswered() {
        through("SET", "a", "1");
        redis.kill();
        assertThatThrownBy(() -> redis.command("GET", "a")).isInstanceOf(UncheckedIOException.class);
        redis.start();
        assertThat(through("GET", "a")).isEqualTo("1");
    }

    @Test
    void aPausedRedisRunsWhatItWasSentWhenItResumes() throws Exception {
        redis.pause();
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> through("INCR", "n"));
        assertThatThrownBy(() -> answer.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        redis.resume();
        assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo("1");
    }

    private String through(String... words) {
        return RedisCommand.send(new InetSocketAddress(InetAddress.getLoopbackAddress(), link.port()), words);
    }
}
