package dev.sluice.standalone.redis;

import dev.sluice.config.time.Ticker;
import dev.sluice.redis.stream.LettuceCleanStop;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running Redis that ends with this process, however this process ends.
 *
 * <p>What it holds lies in {@code redis/} of the state folder, is written within a second and read again at the next
 * start; its log is {@code log/redis.log}. Only who has {@link #uri()}, which carries the password of this run, gets in.
 * One process per state folder: the caller sees to that.
 */
public final class EmbeddedRedis implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedRedis.class);
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(30);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 5;

    /** What all its starts have in common. */
    private record Place(Path binary, RedisFiles files, int port, String password) {}

    private final Process process;
    private final Place place;
    private final CompletableFuture<Integer> ended;

    private EmbeddedRedis(Process process, Place place, CompletableFuture<Integer> ended) {
        this.ended = ended;
        this.process = process;
        this.place = place;
    }

    /**
     * Starts it and returns when it answers. Takes 10 MB of disk at first, and waits up to ten seconds for a Redis that
     * a killed process left behind in this folder.
     *
     * @throws RedisFailedException if it does not run here, with what to do
     */
    public static EmbeddedRedis start(Path stateDir, Ticker ticker) {
        RedisBinary build = RedisBinary.of(System.getProperty("os.name"), System.getProperty("os.arch"));
        try {
            Path folder = stateDir.toAbsolutePath();
            Path binary = build.unpackInto(CacheFolder.find(folder));
            RedisFiles files = RedisFiles.in(folder);
            awaitEndOfOrphan(files);
            for (int attempt = 1; ; attempt++) {
                EmbeddedRedis redis = launch(binary, files);
                if (redis.answers(ticker)) {
                    log.info("Redis runs as process {} on port {}", redis.pid(), redis.place.port());
                    return redis;
                }
                redis.close();
                // Somebody else may have taken the port between its choice and its use.
                if (attempt == ATTEMPTS || !files.saysThatThePortIsTaken()) {
                    throw new RedisFailedException("Redis does not start. " + redis.lastWords());
                }
            }
        } catch (IOException e) {
            throw new RedisFailedException("Redis does not start: " + e.getMessage(), e);
        }
    }

    private static EmbeddedRedis launch(Path binary, RedisFiles files) throws IOException {
        byte[] secret = new byte[24];
        new SecureRandom().nextBytes(secret);
        String password = HexFormat.of().formatHex(secret);
        int port = freePort();
        files.writeConfiguration(port, password);
        return launch(
                new Place(binary, files, port, password),
                Redirect.to(files.log().toFile()));
    }

    private static EmbeddedRedis launch(Place place, Redirect log) throws IOException {
        Process process = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        script(),
                        "sluice-redis",
                        place.binary().toString(),
                        place.files().configuration().toString())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        // Redis may end by itself; then the shell that waits for the pipe must end too.
        CompletableFuture<Integer> ended = process.onExit().thenApply(exited -> {
            closePipe(exited);
            return exited.exitValue();
        });
        return new EmbeddedRedis(process, place, ended);
    }

    /** Once it has ended: starts it at the same address, with what it has on disk. It need not answer yet. */
    EmbeddedRedis again() throws IOException {
        return launch(place, Redirect.appendTo(log().toFile()));
    }

    Path log() {
        return place.files().log();
    }

    /** The end of its log, and where that is. */
    String lastWords() throws IOException {
        return "It says:\n" + place.files().lastLines() + "The whole log is " + log();
    }

    /** With user name and password; not for logs. */
    public URI uri() {
        return URI.create("redis://default:" + place.password() + "@127.0.0.1:" + place.port());
    }

    /** The process of Redis itself. */
    public long pid() {
        return process.pid();
    }

    /** Completed when Redis has ended, with its exit code. */
    public CompletableFuture<Integer> ended() {
        return ended.copy();
    }

    /**
     * Notes, for when everything that calls it has ended, that nothing is lost: when it starts again, listeners and queue are
     * as they were.
     */
    public void leaveInGoodOrder() {
        if (process.isAlive()) {
            LettuceCleanStop.note(uri());
        }
    }

    /** Ends it and waits for that: it writes what it holds to disk. Kills it if that takes more than ten seconds. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("Redis (process {}) did not end within {}; it is killed", pid(), ENDS_WITHIN);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        closePipe(process);
    }

    private static void closePipe(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            log.debug("the pipe to Redis was closed already", e);
        }
    }

    private static void awaitEndOfOrphan(RedisFiles files) throws IOException {
        var orphan = files.runningProcess();
        if (orphan.isPresent()) {
            try {
                orphan.get().onExit().get(ENDS_WITHIN.toMillis() + 5_000, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RedisFailedException("interrupted", e);
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                throw new RedisFailedException(
                        "a Redis of an earlier run still uses this state folder: process "
                                + orphan.get().pid() + ". End it (kill "
                                + orphan.get().pid() + ") and start again",
                        e);
            }
        }
    }

    /** Waits until it answers, or is known not to. The connection is given up at the first answer: while Redis loads its file it says so instead of PONG. */
    boolean answers(Ticker ticker) {
        long start = ticker.nanos();
        while (ticker.nanos() - start < STARTS_WITHIN.toNanos()) {
            if (answers()) {
                return true;
            }
            try {
                if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(RedisFiles.loopback(), place.port()), 1_000);
            socket.setSoTimeout(1_000);
            String question = "AUTH " + place.password() + "\r\nPING\r\n";
            socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
            String expected = "+OK\r\n+PONG\r\n";
            byte[] answer = socket.getInputStream().readNBytes(expected.length());
            return expected.equals(new String(answer, StandardCharsets.US_ASCII));
        } catch (IOException e) {
            log.trace("Redis does not answer yet", e);
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, RedisFiles.loopback())) {
            return socket.getLocalPort();
        }
    }

    private static String script() throws IOException {
        try (InputStream in = EmbeddedRedis.class.getResourceAsStream("guarded.sh")) {
            if (in == null) {
                throw new IOException("guarded.sh is missing from this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
