package dev.sluice.it.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A gateway or an admin API as a process of its own, small: the machine may have two processors only. */
public final class Node implements AutoCloseable {

    /** Small and quick to start, for tests. */
    public static final Jvm SMALL = new Jvm("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    /** As a machine of its own would run it, for benchmarks. */
    public static final Jvm FULL = new Jvm("-Xmx512m");

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final String name;
    private final Path folder;
    private final Child child;

    private Node(String name, Path folder, Child child) {
        this.name = name;
        this.folder = folder;
        this.child = child;
    }

    /**
     * Starts the executable jar of a module, in a folder that holds its {@code config/}; on any free ports. Returns at
     * once; {@link #awaitOpen()} says when they are open.
     */
    static Node start(String module, String name, Path folder, Jvm jvm, List<String> properties) {
        List<String> command = jvm.command(Jars.of(module));
        command.addAll(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--management.server.port=0",
                "--management.server.address=127.0.0.1",
                "--sluice.port-file=" + folder.resolve(name + ".port"),
                "--sluice.state-dir=" + folder.resolve(name + "-state"),
                "--sluice.node-id=" + name));
        command.addAll(properties);
        try {
            Files.deleteIfExists(folder.resolve(name + ".port"));
            Files.deleteIfExists(folder.resolve(name + "-management.port"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Node(name, folder, Child.start(command, folder, folder.resolve(name + ".log")));
    }

    /** Its name, which is its node id. */
    public String name() {
        return name;
    }

    /** Its main address; only once it is open. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port("") + "/");
    }

    /** Its management address; only once it is open. */
    public URI management() {
        return URI.create("http://127.0.0.1:" + port("-management") + "/");
    }

    /** Whether the process runs. */
    public boolean alive() {
        return child.alive();
    }

    /** Returns once its ports are open. */
    public Node awaitOpen() {
        Await.until(
                () -> !alive() || (port("") > 0 && port("-management") > 0),
                START_LIMIT,
                () -> name + " does not open its ports; " + child.lastWords());
        if (!alive()) {
            throw new IllegalStateException(name + " has ended; " + child.lastWords());
        }
        return this;
    }

    /** Returns once it has ended by itself. */
    public void awaitEnd() {
        Await.until(() -> !alive(), START_LIMIT, () -> name + " does not end; " + child.lastWords());
    }

    /** {@code kill -9}. */
    public void kill() {
        child.kill();
    }

    /** Does nothing any more; its connections stay. */
    public void pause() {
        child.pause();
    }

    /** Goes on after {@link #pause()}. */
    public void resume() {
        child.resume();
    }

    /** The end of its log. */
    public String lastWords() {
        return child.lastWords();
    }

    /** What its guards have found, if it was started with any; also before it was last restarted. */
    List<String> complaints() {
        return Complaints.in(child.log());
    }

    /** {@code kill -TERM}, as an orderly stop is. */
    @Override
    public void close() {
        child.close();
    }

    private int port(String which) {
        Path file = folder.resolve(name + which + ".port");
        try {
            String text = Files.exists(file) ? Files.readString(file).strip() : "";
            return text.isEmpty() ? 0 : Integer.parseInt(text);
        } catch (IOException e) {
            return 0;
        }
    }
}
