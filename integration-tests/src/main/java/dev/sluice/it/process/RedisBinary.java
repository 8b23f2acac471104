package dev.sluice.it.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where to find a redis-server. */
final class RedisBinary {

    private RedisBinary() {}

    /** The one on PATH, else the one in the jar of embedded-redis, unpacked once into a folder of this user. */
    static Path path() {
        return onPath().orElseGet(RedisBinary::unpacked);
    }

    private static Optional<Path> onPath() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Path unpacked() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String processor = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        String name = "redis-server-7.0.15-" + system + "-" + processor;
        Path target =
                Path.of(System.getProperty("java.io.tmpdir"), "sluice-it-" + System.getProperty("user.name"), name);
        try (InputStream in = RedisBinary.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no redis-server: neither on PATH nor for " + system + " on "
                        + processor + " in embedded-redis. Install one (Debian: apt-get install redis-server).");
            }
            if (!Files.isExecutable(target)) {
                Files.createDirectories(target.getParent());
                Path half = Files.createTempFile(target.getParent(), name, ".new");
                Files.copy(in, half, StandardCopyOption.REPLACE_EXISTING);
                if (!half.toFile().setExecutable(true)) {
                    throw new IOException(half + ": cannot be made executable");
                }
                Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
