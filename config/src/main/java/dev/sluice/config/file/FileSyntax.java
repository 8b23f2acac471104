package dev.sluice.config.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.FileSystemResource;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/** Reads the operator's file just before Boot does, which would not tell which file it is that it cannot read. */
final class FileSyntax implements EnvironmentPostProcessor, Ordered {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        check(Path.of(environment.getProperty("sluice.config-file", "config/sluice.yml")));
    }

    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER - 1;
    }

    /** @throws UnreadableFileException if it is there, and YAML by its name, and no YAML by what it says */
    static void check(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (!Files.isRegularFile(file) || !(name.endsWith(".yml") || name.endsWith(".yaml"))) {
            return;
        }
        try {
            new YamlPropertySourceLoader().load(name, new FileSystemResource(file));
        } catch (YAMLException e) {
            throw new UnreadableFileException(
                    file.toAbsolutePath().normalize() + " cannot be read as YAML: " + problem(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With line and column from 1, and the line itself with a mark below it, where they are known. */
    private static String problem(YAMLException failure) {
        if (failure instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            Mark mark = marked.getProblemMark();
            return "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": " + marked.getProblem()
                    + "\n" + mark.get_snippet();
        }
        return failure instanceof ReaderException reader
                ? String.format(
                        Locale.ROOT, "U+%04X at position %d is no text", reader.getCodePoint(), reader.getPosition())
                : String.valueOf(failure.getMessage());
    }
}
