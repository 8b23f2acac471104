package dev.sluice.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real Redis of its own for a test class, on a free port of 127.0.0.1, without persistence. Register it as a static
 * field; it starts before all tests and is gone after them.
 */
public final class RedisServer implements BeforeAllCallback, AfterAllCallback {

    private static final String VERSION = "7.0.15";

    private final List<String> arguments;
    private final AtomicReference<@Nullable Process> process = new AtomicReference<>();
    private final AtomicReference<@Nullable Integer> port = new AtomicReference<>();

    /** With these arguments after its own; {@code PORT} in them stands for its port. */
    public RedisServer(String... arguments) {
        this.arguments = List.of(arguments);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        resume();
        stop();
    }

    /** Where it is; the same after a restart. */
    public URI uri() {
        return URI.create("redis://127.0.0.1:" + port());
    }

    /** Its port; the same after a restart. */
    public int port() {
        Integer chosen = port.get();
        if (chosen == null) {
            throw new IllegalStateException("Redis was not started: register the extension as a static field");
        }
        return chosen;
    }

    /** Starts it, empty. Returns when it takes connections. */
    public void start() {
        Integer before = port.get();
        for (int attempt = 0; ; attempt++) {
            int chosen = before == null ? freePort() : before;
            List<String> said = new ArrayList<>();
            Process started = launch(chosen);
            if (isReady(started, said)) {
                port.set(chosen);
                process.set(started);
                Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
                return;
            }
            started.destroyForcibly();
            if (attempt == 5) {
                throw new IllegalStateException("Redis does not start: " + said);
            }
        }
    }

    /** Kills it, as a crash would; nothing is kept. */
    public void stop() {
        Process running = process.getAndSet(null);
        if (running != null) {
            running.destroyForcibly();
            await(running);
        }
    }

    /** Has it forget everything, as {@code FLUSHALL} does; it runs on. */
    public void flush() {
        command("FLUSHALL");
    }

    /** Has it forget one key. */
    public void delete(String key) {
        command("DEL " + key);
    }

    /** Sends one command, its words with spaces in quotes; the first line of its answer. */
    public String command(String line) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            String answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            if (answer == null || answer.startsWith("-")) {
                throw new IllegalStateException(line + " was answered " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A section of what it says of itself. */
    public String info(String section) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.getOutputStream().write(("INFO " + section + "\r\n").getBytes(StandardCharsets.UTF_8));
            InputStream answer = socket.getInputStream();
            StringBuilder length = new StringBuilder();
            for (int b = answer.read(); b != '\n' && b >= 0; b = answer.read()) {
                length.append((char) b);
            }
            int bytes = Integer.parseInt(length.substring(1).strip());
            return new String(answer.readNBytes(bytes), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops its process where it is: connections stay open and nothing is answered. */
    public void pause() {
        signal("-STOP");
    }

    /** Lets it go on after {@link #pause()}. */
    public void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        Process running = process.get();
        if (running != null) {
            try {
                await(new ProcessBuilder("kill", signal, Long.toString(running.pid())).start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void await(Process process) {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("process " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process launch(int port) {
        try {
            Path folder = Files.createTempDirectory("sluice-redis-data");
            folder.toFile().deleteOnExit();
            List<String> command =
                    new ArrayList<>(List.of(binary().toString(), "--port", "PORT", "--bind", "127.0.0.1"));
            command.addAll(List.of("--save", "", "--appendonly", "no", "--dir", folder.toString()));
            command.addAll(arguments);
            command.replaceAll(word -> word.equals("PORT") ? Integer.toString(port) : word);
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads what Redis prints until it is ready or has ended; a thread reads the rest, so that it never blocks. */
    private static boolean isReady(Process started, List<String> said) {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
                if (line.contains("Ready to accept connections")) {
                    Thread drain = new Thread(() -> output.lines().forEach(rest -> {}), "redis-output");
                    drain.setDaemon(true);
                    drain.start();
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Unpacks the binary for this machine, once for all test runs. */
    private static Path binary() throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String machine = System.getProperty("os.arch").contains("aarch64") ? "arm64" : "amd64";
        String name = "redis-server-" + VERSION + "-" + system + "-" + machine;
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), "sluice-redis-" + System.getProperty("user.name"));
        Path unpacked = folder.resolve(name);
        if (Files.isExecutable(unpacked)) {
            return unpacked;
        }
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, name, ".part");
        try (InputStream packed = RedisServer.class.getResourceAsStream("/" + name)) {
            if (packed == null) {
                throw new IllegalStateException("no Redis binary " + name + " on the class path");
            }
            Files.copy(packed, part, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwx------"));
        return Files.move(part, unpacked, StandardCopyOption.ATOMIC_MOVE);
    }
}
