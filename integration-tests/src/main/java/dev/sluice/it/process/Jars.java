package dev.sluice.it.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where the build put the executable jars. */
final class Jars {

    private Jars() {}

    /**
     * The newest executable jar of a module.
     *
     * @throws IllegalStateException when the module is not built
     */
    static Path of(String module) {
        Path root = root();
        List<Path> found = new ArrayList<>();
        for (String target : List.of("target", "target/unchecked")) {
            Path folder = root.resolve(module).resolve(target);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    files.filter(file -> file.toString().endsWith("-exec.jar")).forEach(found::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return found.stream()
                .max(Comparator.comparing(Jars::written))
                .orElseThrow(() -> new IllegalStateException("no executable jar of " + module + " in " + root
                        + ": build it first (./mvnw package -DskipTests, or ./sluice bench, which does so)"));
    }

    /** The project's folder: the working directory or the next above it that holds the modules. */
    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        for (Path folder = here; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("gateway")) && Files.isRegularFile(folder.resolve("mvnw"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                here + " is not inside the project (expected: a folder above with gateway/ and mvnw)");
    }

    private static FileTime written(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
