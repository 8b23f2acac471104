package dev.sluice.standalone.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.time.SystemTicker;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedRedisIT {

    private static final SystemTicker TICKER = new SystemTicker();

    @TempDir
    private Path folder;

    @Test
    void whatItHoldsIsThereAfterARestart() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start(state(), TICKER)) {
            assertThat(ask(redis.uri(), "SET song tune")).isEqualTo("+OK");
        }
        try (EmbeddedRedis redis = EmbeddedRedis.start(state(), TICKER)) {
            assertThat(ask(redis.uri(), "GET song")).isEqualTo("$4 tune");
        }
    }

    @Test
    void nobodyGetsInWithoutThePasswordWhichStandsOnNoCommandLine() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start(state(), TICKER)) {
            URI open = URI.create("redis://127.0.0.1:" + redis.uri().getPort());
            assertThat(ask(open, "GET song")).startsWith("-NOAUTH");

            String password = password(redis.uri());
            assertThat(password).hasSize(48);
            Stream.concat(
                            ProcessHandle.of(redis.pid()).stream(),
                            ProcessHandle.of(redis.pid()).stream().flatMap(ProcessHandle::descendants))
                    .forEach(process ->
                            assertThat(process.info().commandLine().orElse("")).doesNotContain(password));
            Path configuration = state().resolve("redis/redis.conf");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(configuration)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void nothingIsEvicted() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start(state(), TICKER)) {
            assertThat(ask(redis.uri(), "CONFIG GET maxmemory-policy")).endsWith("noeviction");
        }
    }

    @Test
    void closedItLeavesNoProcess() {
        EmbeddedRedis redis = EmbeddedRedis.start(state(), TICKER);
        List<ProcessHandle> processes = processesOf(redis.pid());
        assertThat(processes).hasSizeGreaterThanOrEqualTo(2);

        redis.close();

        assertThat(redis.ended()).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(0);
        awaitEndOf(processes);
    }

    @Test
    void killedItTellsItsOwnerAndLeavesNoProcess() {
        EmbeddedRedis redis = EmbeddedRedis.start(state(), TICKER);
        List<ProcessHandle> processes = processesOf(redis.pid());

        ProcessHandle.of(redis.pid()).ifPresent(ProcessHandle::destroyForcibly);

        assertThat(redis.ended()).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(137);
        awaitEndOf(processes);
    }

    @Test
    void itsOwnerKilledWithSignal9LeavesNoProcessAndNoDataIsLost() throws IOException {
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        RedisHolder.class.getName(),
                        state().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            BufferedReader said = owner.inputReader(StandardCharsets.UTF_8);
            // Logging may say something before.
            List<String> lines = said.lines()
                    .filter(line -> line.matches("[0-9]+|redis://.*"))
                    .limit(2)
                    .collect(Collectors.toList());
            long pid = Long.parseLong(lines.get(0));
            List<ProcessHandle> processes = processesOf(pid);
            assertThat(ask(URI.create(lines.get(1)), "SET song tune")).isEqualTo("+OK");

            owner.destroyForcibly();

            // The next one on the same folder waits for the end of this one.
            try (EmbeddedRedis next = EmbeddedRedis.start(state(), TICKER)) {
                assertThat(processes.get(0).isAlive()).isFalse();
                assertThat(ask(next.uri(), "GET song")).isEqualTo("$4 tune");
            }
            awaitEndOf(processes);
        } finally {
            owner.destroyForcibly();
        }
    }

    /** A folder whose name has what shells and configuration files trip over. */
    private Path state() {
        return folder.resolve("the \"state\" of $HOME");
    }

    static List<ProcessHandle> processesOf(long pid) {
        ProcessHandle redis = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(redis), redis.descendants()).toList();
    }

    static void awaitEndOf(List<ProcessHandle> processes) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
    }

    /** The answer to one command, its lines joined by blanks. */
    static String ask(URI uri, String command) throws IOException {
        try (Socket socket = new Socket(RedisFiles.loopback(), uri.getPort())) {
            String login = uri.getUserInfo() == null ? "" : "AUTH " + password(uri) + "\r\n";
            socket.getOutputStream().write((login + command + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.replaceFirst("\\+OK\r\n$", "")
                    .replaceFirst(login.isEmpty() ? "" : "^\\+OK\r\n", "")
                    .strip()
                    .replace("\r\n", " ");
        }
    }

    private static String password(URI uri) {
        return uri.getUserInfo().split(":", 2)[1];
    }
}
