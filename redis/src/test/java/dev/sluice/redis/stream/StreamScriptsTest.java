package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StreamScriptsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prologue",
                "life",
                "ranges",
                "recovery",
                "clock",
                "slots",
                "freed",
                "take",
                "tickets",
                "ring",
                "restore",
                "admit",
                "renew",
                "release",
                "reap",
                "claim",
                "presence",
                "promote",
                "view",
                "bury"
            })
    void eachScriptSaysWhatItDoesAndFitsAPage(String name) throws IOException {
        try (var file = StreamScripts.class.getResourceAsStream(name + ".lua")) {
            assertThat(file).isNotNull();
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);

            assertThat(text).startsWith("-- ").isASCII();
            assertThat(text)
                    .as("keys come from the caller, who puts them into one slot")
                    .doesNotContain("sluice:");
            assertThat(text.lines()).hasSizeLessThanOrEqualTo(60);
            assertThat(text.lines()).allMatch(line -> line.length() <= 130);
        }
    }
}
