package dev.sluice.it.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
        assertThatThrownBy(() -> answer.get(200, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        redis.resume();
        assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo("1");
    }

    private String through(String... words) {
        return RedisCommand.send(new InetSocketAddress(InetAddress.getLoopbackAddress(), link.port()), words);
    }
}
