package dev.sluice.it.rules;

import dev.sluice.it.rules.Mutation.Edit;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Copies of sources with edits, as a class path finds them. */
final class Patched {

    private static final String SCRIPTS = "redis/src/main/resources/dev/sluice/redis/stream/";
    private static final String RESOURCES = "/src/main/resources/";
    private static final String JAVA = "/src/main/java/";

    private Patched() {}

    /** The edited texts by their files. Says which edit does not fit the code any more. */
    static Map<String, String> texts(Path root, List<Edit> edits) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Edit edit : edits) {
            String file = edit.in().contains("/") ? edit.in() : SCRIPTS + edit.in();
            String text = texts.containsKey(file) ? texts.get(file) : Files.readString(root.resolve(file));
            int at = text.indexOf(edit.find());
            if (at < 0 || text.indexOf(edit.find(), at + 1) >= 0) {
                throw new AssertionError(String.format(
                        "%s has the following text %s, where an edit of rules.yml expects it once. The code has moved on:"
                                + " bring the edit up to date.%n%s",
                        file, at < 0 ? "nowhere" : "more than once", edit.find()));
            }
            texts.put(file, text.replace(edit.find(), edit.write()));
        }
        return texts;
    }

    /** Writes the edited scripts, and the classes of the edited Java, into {@code folder}. */
    static void write(Path root, List<Edit> edits, Path folder, String classPath) throws IOException {
        for (Map.Entry<String, String> each : texts(root, edits).entrySet()) {
            String file = each.getKey();
            if (file.contains(JAVA)) {
                Path source = put(folder.resolveSibling("sources"), after(file, JAVA), each.getValue());
                compile(source, folder, classPath);
            } else {
                put(folder, after(file, RESOURCES), each.getValue());
            }
        }
    }

    private static String after(String file, String part) {
        int at = file.indexOf(part);
        if (at < 0) {
            throw new AssertionError(file + " is neither a Java source nor a resource of a module");
        }
        return file.substring(at + part.length());
    }

    private static Path put(Path folder, String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        return Files.writeString(file, text);
    }

    private static void compile(Path source, Path folder, String classPath) throws IOException {
        Files.createDirectories(folder);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-proc:none", "-nowarn", "-parameters", "-d", folder.toString(), "-classpath", classPath);
            boolean compiled = compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            if (!compiled) {
                throw new AssertionError(source.getFileName() + " does not compile with its edits:\n" + said);
            }
        }
    }
}
