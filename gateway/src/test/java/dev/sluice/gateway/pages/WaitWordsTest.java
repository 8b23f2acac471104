package dev.sluice.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

final class WaitWordsTest {

    private final WaitWords words = new WaitWords(Texts.load());

    /** The table that the browser's tests read too. */
    @ParameterizedTest
    @CsvFileSource(resources = "waits.csv", useHeadersInDisplayName = true)
    void aWaitIsSaidInWords(Duration p50, Duration p90, String said) {
        assertThat(words.of(new WaitBand(p50, p90))).isEqualTo(said);
    }

    @Test
    void aWaitThatNobodyKnowsIsSaidToBeUnknown() {
        assertThat(words.of(null)).isEqualTo("not known yet");
    }

    @Test
    void aBandIsNotUpsideDown() {
        assertThatThrownBy(() -> new WaitBand(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageContaining("expected: 0 <= p50 <= p90");
    }
}
