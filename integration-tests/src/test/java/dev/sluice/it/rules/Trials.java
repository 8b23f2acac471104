package dev.sluice.it.rules;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Tests of the modules that are to be run, each in a folder of its own: patched code, if any, the tests' names, and in the
 * end what became of them.
 */
final class Trials {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final long LIMIT_SECONDS = 480;
    private static final String QUIET = "<configuration><root level=\"OFF\"/></configuration>";

    private final Path all;
    private final List<Path> folders = new ArrayList<>();

    Trials(Path all) {
        this.all = all;
    }

    static Path patched(Path folder) {
        return folder.resolve("patched");
    }

    static Path tests(Path folder) {
        return folder.resolve("tests");
    }

    static Path outcomes(Path folder) {
        return folder.resolve("outcomes");
    }

    /** Adds tests of the code as it is. */
    Path with(List<String> tests) throws IOException {
        Path folder = Files.createDirectories(all.resolve(Integer.toString(folders.size())));
        Files.createDirectories(patched(folder));
        Files.write(tests(folder), tests);
        folders.add(folder);
        return folder;
    }

    /** Adds a rule's test, without the rule. */
    Path without(Mutation mutation) throws IOException {
        Path folder = with(List.of(mutation.test()));
        Patched.write(ROOT, mutation.edits(), patched(folder), classPath());
        return folder;
    }

    /** Runs all that was added. */
    void run() throws IOException, InterruptedException {
        Path own = Files.createDirectories(all.resolve("own"));
        Files.writeString(own.resolve("logback-test.xml"), QUIET);
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g"));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
        command.add(own + File.pathSeparator + classPath());
        command.add(Trial.class.getName());
        folders.forEach(folder -> command.add(folder.toString()));
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said().toFile())
                .start();
        try {
            child.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        } finally {
            child.descendants().forEach(ProcessHandle::destroyForcibly);
            child.destroyForcibly();
        }
    }

    /** What became of the tests of a folder. */
    List<Outcome> outcomesOf(Path folder) throws IOException {
        if (!Files.isRegularFile(outcomes(folder))) {
            List<String> lines = Files.readAllLines(said());
            throw new AssertionError("its tests came to no end, or to a bad one:\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size())));
        }
        return Files.readAllLines(outcomes(folder)).stream().map(Outcome::of).toList();
    }

    private Path said() {
        return all.resolve("said");
    }

    /** What this test's class path has, and the tests of config, of which there is no jar. */
    private static String classPath() {
        return System.getProperty("java.class.path")
                + File.pathSeparator
                + ROOT.resolve("config").resolve(testClasses());
    }

    /** Where a module of this build has the classes of its tests. */
    private static Path testClasses() {
        try {
            Path mine = Path.of(Trials.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return ROOT.resolve("integration-tests").relativize(mine);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
