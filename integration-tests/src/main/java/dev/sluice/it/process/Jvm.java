package dev.sluice.it.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the JVM of a process is started.
 *
 * @param flags its flags
 * @param wrapper what starts the jar's main class; without one it starts as users start it
 */
public record Jvm(List<String> flags, Optional<Wrapper> wrapper) {

    /**
     * A main class that is started instead of the jar's, and may start that.
     *
     * @param main the class
     * @param classPath where it is, beside what the jar has
     */
    public record Wrapper(String main, List<Path> classPath) {}

    /** Started as users start it. */
    Jvm(String... flags) {
        this(List.of(flags), Optional.empty());
    }

    /** The same with more flags, and a wrapper. */
    public Jvm wrapped(Wrapper by, String... more) {
        return new Jvm(Stream.concat(flags.stream(), Stream.of(more)).toList(), Optional.of(by));
    }

    /** What starts an executable jar; arguments may follow. */
    List<String> command(Path jar) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        wrapper.ifPresentOrElse(
                by -> command.addAll(List.of(
                        "-Dloader.main=" + by.main(),
                        "-Dloader.path="
                                + by.classPath().stream().map(Path::toString).collect(Collectors.joining(",")),
                        "-cp",
                        jar.toString(),
                        "org.springframework.boot.loader.launch.PropertiesLauncher")),
                () -> command.addAll(List.of("-jar", jar.toString())));
        return command;
    }
}
