package dev.sluice.config.file;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;

final class FileSyntaxIT {

    @SpringBootConfiguration(proxyBeanMethods = false)
    static class Application {}

    @TempDir
    private Path folder;

    @Test
    void aKeyTwiceIsToldWithFileLineColumnAndText() throws IOException {
        Path file = write("sluice.yml", "sluice:\n  patience: 1s\n  patience: 2s\n");
        assertThatThrownBy(() -> FileSyntax.check(file))
                .isInstanceOf(UnreadableFileException.class)
                .hasMessage(file + " cannot be read as YAML: line 3, column 3: found duplicate key patience\n"
                        + "      patience: 2s\n      ^");
    }

    @Test
    void bytesThatAreNoTextAreToldWithTheFile() throws IOException {
        Path file = write("sluice.yaml", "sluice: \0");
        assertThatThrownBy(() -> FileSyntax.check(file))
                .isInstanceOf(UnreadableFileException.class)
                .hasMessage(file + " cannot be read as YAML: U+0000 at position 8 is no text");
    }

    @Test
    void whatIsNotThereOrNoYamlIsLeftToBoot() throws IOException {
        assertThatNoException().isThrownBy(() -> FileSyntax.check(folder.resolve("none.yml")));
        Path properties = write("sluice.properties", "sluice.patience=\t1s");
        assertThatNoException().isThrownBy(() -> FileSyntax.check(properties));
    }

    @Test
    void itIsReadBeforeBootReadsIt() throws IOException {
        Path file = write("sluice.yml", "sluice: [");
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        assertThatThrownBy(() -> application.run(
                        "--sluice.config-file=" + file, "--spring.config.import=file:${sluice.config-file}"))
                .isInstanceOf(UnreadableFileException.class);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
