package dev.sluice.config.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "500ms, 500, 500ms",
        "1500ms, 1500, 1500ms",
        "45s, 45000, 45s",
        "75s, 75000, 75s",
        "60s, 60000, 1m",
        "2m, 120000, 2m",
        "90m, 5400000, 90m",
        "4h, 14400000, 4h",
        "1d, 86400000, 24h",
        "0s, 0, 0s",
        "PT45S, 45000, 45s",
        "PT1M30S, 90000, 90s",
        "' 45 s ', 45000, 45s",
    })
    void durationsAreReadAndWrittenSimply(String text, long millis, String written) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
        assertThat(Durations.format(Duration.ofMillis(millis))).isEqualTo(written);
        assertThat(Durations.parse(written)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "45", "s", "-5s", "5 weeks", "PT-5S", "PT0.0001S", "1.5s", "45S s"})
    void whatIsNoDurationIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999999d"})
    void anOverflowIsNotTakenForAnotherDuration(String text) {
        assertThat(Durations.parse("106751991167d")).isEqualTo(Duration.ofDays(106_751_991_167L));
        assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(ArithmeticException.class);
    }
}
