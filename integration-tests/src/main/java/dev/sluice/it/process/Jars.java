package dev.sluice.it.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the build put the executable jars. */
final class Jars {

    private Jars() {}

    /**
     * The executable jar of a module, out of the same kind of build as this class: with checks, or without.
     *
     * @throws IllegalStateException when the module is not built
     */
    static Path of(String module) {
        Path root = root();
        List<String> targets = new ArrayList<>(List.of("target/unchecked", "target"));
        if (isChecked()) {
            Collections.reverse(targets);
        }
        for (String target : targets) {
            Path folder = root.resolve(module).resolve(target);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    Optional<Path> jar = files.filter(file -> file.toString().endsWith("-exec.jar"))
                            .findFirst();
                    if (jar.isPresent()) {
                        return jar.get();
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        throw new IllegalStateException("no executable jar of " + module + " in " + root
                + ": build it first (./mvnw package -DskipTests, or ./sluice bench, which does so)");
    }

    /** What was built without checks lies in {@code target/unchecked}, or is a jar that ./sluice has put aside. */
    private static boolean isChecked() {
        String here =
                Jars.class.getProtectionDomain().getCodeSource().getLocation().toString();
        return here.contains("/target/") && !here.contains("/unchecked/");
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
}
