package dev.sluice.gateway.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HeaderLinksTest {

    private static final Links LINKS =
            new Links("https://site.example", URI.create("http://origin.example/radio"), "/live/demo", null);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<http://origin.example/radio/a>; rel=next | </live/demo/a>; rel=next",
                "</radio/a>, </radio/b>;rel=prev | </live/demo/a>, </live/demo/b>;rel=prev",
                "</radio/a>; title=\"see </radio/b>, \\\" too\", </radio/c> |"
                        + " </live/demo/a>; title=\"see </radio/b>, \\\" too\", </live/demo/c>",
                "<http://other.example/radio/a>; rel=next | <http://other.example/radio/a>; rel=next",
                "<a.css>; rel=preload | <a.css>; rel=preload",
                "</radio/$1>; rel=next | </live/demo/$1>; rel=next",
                "</radio/a | </radio/a",
                "<>; rel=self | <>; rel=self",
            })
    void everyTargetOfALinkFieldIsWritten(String field, String expected) {
        assertThat(HeaderLinks.link(field, LINKS)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "5; url=http://origin.example/radio/a | 5; url=/live/demo/a",
                "0;URL=/radio/a?b=c;d | 0;URL=/live/demo/a?b=c;d",
                "1.5, Url = '/radio/a' | 1.5, Url = '/live/demo/a'",
                "5; url=\"/radio/a\"; more | 5; url=\"/live/demo/a\"; more",
                "5 /radio/a | 5 /live/demo/a",
                ";/radio/a | ;/live/demo/a",
                "5; url=http://other.example/radio/a | 5; url=http://other.example/radio/a",
                "5; url=a | 5; url=a",
                "5; url= | 5; url=",
                "5; url='' | 5; url=''",
                "5 | 5",
                "5; | 5;",
            })
    void theUrlOfARefreshIsWritten(String field, String expected) {
        assertThat(HeaderLinks.refresh(field, LINKS)).isEqualTo(expected);
    }
}
