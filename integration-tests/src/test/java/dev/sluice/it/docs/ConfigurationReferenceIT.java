package dev.sluice.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.file.OperatorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ConfigurationReferenceIT {

    private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");

    @Test
    void theReferenceIsWhatTheCodeSays() throws IOException {
        String made = ConfigurationReference.text();
        if ("write".equals(System.getProperty("docs"))) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, made);
        }
        assertThat(Files.readString(DOCUMENT))
                .as("docs/configuration.md; its second line says how to make it anew")
                .isEqualTo(made);
    }

    @Test
    void everyPropertySaysWhatItMeans() throws IOException {
        assertThat(ConfigurationReference.nodeProperties())
                .isNotEmpty()
                .allSatisfy(property ->
                        assertThat(property.meaning()).as(property.name()).isNotBlank());
    }

    @Test
    void noModuleRefusesASectionOfAnother() throws IOException {
        assertThat(ConfigurationReference.nodeProperties())
                .extracting(property -> property.name().split("\\.", -1)[1])
                .isSubsetOf(OperatorFile.sections());
    }
}
