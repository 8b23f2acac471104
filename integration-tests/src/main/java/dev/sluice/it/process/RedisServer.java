package dev.sluice.it.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real Redis on a port of its own: the system's redis-server, else the binary that embedded-redis carries. */
public final class RedisServer implements AutoCloseable {

    /** What is left of the data after a restart. */
    public enum Memory {
        /** Nothing. */
        NONE,
        /** Everything: each write is in an append-only file before it is answered. */
        APPEND_ONLY
    }

    private static final String DUMP = "dump.rdb";
    private static final String SNAPSHOT = "snapshot.rdb";

    private final Path folder;
    private final Memory memory;
    private final Map<String, String> environment;
    private final int port;
    private final AtomicReference<@Nullable Child> child = new AtomicReference<>();

    private RedisServer(Path folder, Memory memory, Map<String, String> environment, int port) {
        this.folder = folder;
        this.memory = memory;
        this.environment = environment;
        this.port = port;
    }

    /** Starts one that keeps its files in {@code folder}. */
    public static RedisServer start(Path folder, Memory memory) {
        return start(folder, memory, Map.of());
    }

    /** Starts one whose clock can be moved. */
    static RedisServer start(Path folder, Memory memory, TimeShift shift) {
        return start(folder, memory, shift.environment());
    }

    private static RedisServer start(Path folder, Memory memory, Map<String, String> environment) {
        // Redis can't be told to take any port; a port that was just free may be gone again, so three tries.
        @Nullable IllegalStateException last = null;
        for (int attempt = 0; attempt < 3; attempt++) {
            RedisServer server = new RedisServer(folder, memory, environment, freePort());
            try {
                server.start();
                return server;
            } catch (IllegalStateException e) {
                last = e;
            }
        }
        throw new IllegalStateException("redis-server does not start", last);
    }

    /** Starts it again after it was stopped or killed, on the same port. */
    public void start() {
        List<String> command = new ArrayList<>(List.of(
                RedisBinary.path().toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                // Nobody else will want to follow: no wait for more replicas.
                "--repl-diskless-sync-delay",
                "0",
                "--dir",
                folder.toString()));
        if (memory == Memory.APPEND_ONLY) {
            command.addAll(List.of("--appendonly", "yes", "--appendfsync", "always"));
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Child started = Child.start(command, environment, folder, folder.resolve("redis.log"));
        child.set(started);
        Await.until(
                () -> !started.alive() || answers(),
                Duration.ofSeconds(20),
                () -> "redis-server does not answer; " + started.lastWords());
        if (!started.alive()) {
            throw new IllegalStateException("redis-server has ended; " + started.lastWords());
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Whether its process runs, stopped for a moment or not. */
    public boolean alive() {
        Child last = child.get();
        return last != null && last.alive();
    }

    /** Sends one command and returns the answer's text. */
    public String command(String... words) {
        return RedisCommand.send(address(), words);
    }

    /** {@code kill -9}. */
    public void kill() {
        running().kill();
    }

    /** {@code kill -9}, and starts it again on the same port without anything that it knew. */
    public void forget() {
        kill();
        Path written = folder.resolve("appendonlydir");
        if (Files.isDirectory(written)) {
            try (Stream<Path> files = Files.list(written)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        start();
    }

    /** Writes down what it knows now, for {@link #remember()}. */
    public void takeSnapshot() {
        String answer = command("SAVE");
        if (!answer.equals("OK")) {
            throw new IllegalStateException("SAVE answered " + answer);
        }
        try {
            Files.move(folder.resolve(DUMP), folder.resolve(SNAPSHOT), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts it again after it was killed, on the same port, with what it knew at {@link #takeSnapshot()} and nothing
     * later. Not with {@link Memory#APPEND_ONLY}, which remembers all.
     */
    public void remember() {
        try {
            Files.copy(folder.resolve(SNAPSHOT), folder.resolve(DUMP), StandardCopyOption.REPLACE_EXISTING);
            start();
            Files.delete(folder.resolve(DUMP));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Becomes a replica of the server that answers at {@code master}, and returns once it has all that the master has. */
    public void follow(InetSocketAddress master) {
        command("REPLICAOF", master.getAddress().getHostAddress(), Integer.toString(master.getPort()));
        Await.until(
                () -> command("INFO", "replication").contains("master_link_status:up"),
                Duration.ofSeconds(20),
                () -> "the replica does not reach its master; " + running().lastWords());
    }

    /** Is a master from now on. */
    public void promote() {
        command("REPLICAOF", "NO", "ONE");
    }

    /** Does not answer any more, keeps its connections and its data, and runs what was sent meanwhile when it resumes. */
    public void pause() {
        running().pause();
    }

    /** Goes on after {@link #pause()}. */
    public void resume() {
        running().resume();
    }

    @Override
    public void close() {
        Child last = child.get();
        if (last != null && last.alive()) {
            last.resume();
            last.close();
        }
    }

    private Child running() {
        Child running = child.get();
        if (running == null) {
            throw new IllegalStateException("redis-server was never started");
        }
        return running;
    }

    private boolean answers() {
        try {
            return command("PING").equals("PONG");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
