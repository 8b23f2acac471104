package dev.sluice.standalone.origin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ByteRangeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "bytes=0-99      | Part[first=0, last=99]",
                "bytes=10-       | Part[first=10, last=999]",
                "bytes=990-5000  | Part[first=990, last=999]",
                "bytes=-10       | Part[first=990, last=999]",
                "bytes=-5000     | Part[first=0, last=999]",
                "bytes=5-99999999999 | Part[first=5, last=999]",
                "bytes=1000-     | Nowhere[]",
                "bytes=99999999999- | Nowhere[]",
                "bytes=-0        | Nowhere[]",
                "bytes=9-5       | Whole[]",
                "bytes=-         | Whole[]",
                "bytes=0-1,5-6   | Whole[]",
                "lines=0-1       | Whole[]",
                "none            | Whole[]",
            })
    void aRangeOfAThousandBytes(String header, String expected) {
        assertThat(ByteRange.of(header, 1_000)).hasToString(expected);
    }
}
