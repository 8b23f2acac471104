package dev.sluice.it.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a benchmark ran on and with: without it a figure means nothing. In the order of mention. */
public final class Conditions {

    private final Map<String, String> values = new LinkedHashMap<>();

    private Conditions() {}

    /** This machine, this JVM and its flags. */
    public static Conditions here() {
        Runtime runtime = Runtime.getRuntime();
        return new Conditions()
                .with("processor", processor())
                .with("processors", runtime.availableProcessors())
                .with("memory", memory())
                .with("system", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .with("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"))
                .with(
                        "flags",
                        String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
    }

    /** Adds a version, a flag or a size, and returns itself. */
    public Conditions with(String name, Object value) {
        values.put(name, String.valueOf(value));
        return this;
    }

    Map<String, String> values() {
        return Collections.unmodifiableMap(values);
    }

    private static String processor() {
        return line("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch"));
    }

    private static String memory() {
        return line("/proc/meminfo", "MemTotal").orElse("unknown");
    }

    private static Optional<String> line(String file, String key) {
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(path)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
