package dev.sluice.standalone.up;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What outlives a run, for its user only: the signing key, the admin API's keys, Redis' data, the last good policies, the
 * demo origin's port, logs. Held by one process at a time.
 */
final class StateFolder implements AutoCloseable {

    private static final FileAttribute<?> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final String SIGNING_KEY = "signing-key";
    private static final String ORIGIN_PORT = "demo-origin.port";

    /** By name, so that a folder given by mistake loses nothing else; a test sees to it that none is missing. */
    private static final List<String> FORGOTTEN = List.of(
            SIGNING_KEY,
            ORIGIN_PORT,
            "admin-keys.json",
            "policy-gateway.json",
            "policy-admin.json",
            "streams-gateway.txt",
            "streams-admin.txt",
            "redis",
            "log");

    private final Path folder;
    private final FileChannel channel;
    private final FileLock lock;

    private StateFolder(Path folder, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Makes the folder if need be and holds it until {@link #close()} or the end of the process.
     *
     * @throws UpFailedException if another process holds it
     */
    static StateFolder hold(Path folder) throws IOException {
        Files.createDirectories(folder, FOLDER);
        Path file = folder.resolve("lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            String holder = Files.readString(file).strip();
            throw new UpFailedException("another Sluice already uses " + folder
                    + (holder.isEmpty() ? "" : ": " + holder) + ".\n"
                    + "Stop that one, or start this one with a folder of its own: --state-dir FOLDER (and ports of its"
                    + " own: --port, --admin-port)");
        }
        return new StateFolder(folder, channel, lock);
    }

    Path path() {
        return folder;
    }

    /** Tells another process that finds the folder held who holds it. */
    void sayWhoHoldsIt(String who) throws IOException {
        channel.truncate(0);
        channel.write(StandardCharsets.UTF_8.encode(who + "\n"), 0);
    }

    /** Deletes all that Sluice keeps here. */
    void forget() throws IOException {
        for (String name : FORGOTTEN) {
            Path path = folder.resolve(name);
            if (Files.isDirectory(path)) {
                deleteTree(path);
            } else {
                Files.deleteIfExists(path);
            }
        }
    }

    /** The key that signs sessions and tickets: 32 random bytes in base64, made at the first start. */
    String signingKey() throws IOException {
        Path file = folder.resolve(SIGNING_KEY);
        if (!Files.exists(file)) {
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            Files.createFile(file, FILE);
            Files.writeString(file, Base64.getEncoder().encodeToString(random) + "\n");
        }
        String key = Files.readString(file).strip();
        if (!key.matches("[A-Za-z0-9+/]{43}=")) {
            throw new UpFailedException(file + " holds no signing key (expected: 32 bytes in base64). Put it back, or"
                    + " delete it: a new one is made then, and everybody who is listening has to join again");
        }
        return key;
    }

    /** The port that the demo origin had; 0 if it never had one. */
    int originPort() throws IOException {
        Path file = folder.resolve(ORIGIN_PORT);
        String text = Files.exists(file) ? Files.readString(file).strip() : "";
        return text.matches("[0-9]{1,5}") ? Math.min(Integer.parseInt(text), 65_535) : 0;
    }

    void keepOriginPort(int port) throws IOException {
        Files.writeString(folder.resolve(ORIGIN_PORT), port + "\n");
    }

    @Override
    public void close() {
        try (channel) {
            sayWhoHoldsIt("");
            lock.release();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Symbolic links are removed, not followed. */
    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
