package dev.sluice.it.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Moves the clock of one process and of nothing else, while it runs: a small library that is preloaded into it replaces
 * {@code gettimeofday}, which Redis' {@code TIME} reads. Needs Linux, a C compiler, and a redis-server of the system (the
 * one in embedded-redis is linked statically).
 */
public final class TimeShift {

    private static final Duration COMPILED_WITHIN = Duration.ofSeconds(30);

    private final Path library;
    private final Path file;

    private TimeShift(Path library, Path file) {
        this.library = library;
        this.file = file;
    }

    /** Makes one with its files in {@code folder}, not moved yet; empty where that is not possible. */
    static Optional<TimeShift> in(Path folder) {
        boolean linux = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("linux");
        if (!linux || !onPath("gcc") || !onPath("redis-server")) {
            return Optional.empty();
        }
        try {
            Files.createDirectories(folder);
            TimeShift shift = new TimeShift(folder.resolve("shift.so"), folder.resolve("shift"));
            compile(folder, shift.library);
            shift.set(Duration.ZERO);
            return Optional.of(shift);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on the process' clock is that of this machine and {@code offset}, which may be negative. */
    public void set(Duration offset) {
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(offset.toNanos() / 1_000);
        // In place: the process has the file mapped.
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.write(bytes.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the process needs in its environment. */
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "SLUICE_IT_SHIFT", file.toString());
    }

    private static void compile(Path folder, Path library) throws IOException {
        Path source = folder.resolve("shift.c");
        try (InputStream in = TimeShift.class.getResourceAsStream("shift.c")) {
            if (in == null) {
                throw new IllegalStateException("shift.c is not beside " + TimeShift.class.getName());
            }
            Files.write(source, in.readAllBytes());
        }
        List<String> command =
                List.of("gcc", "-shared", "-fPIC", "-O1", "-nostdlib", "-o", library.toString(), source.toString());
        Process compiler = new ProcessBuilder(command).inheritIO().start();
        try {
            if (!compiler.waitFor(COMPILED_WITHIN.toMillis(), TimeUnit.MILLISECONDS) || compiler.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static boolean onPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
