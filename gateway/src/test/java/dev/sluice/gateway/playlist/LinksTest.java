package dev.sluice.gateway.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LinksTest {

    private static final String SITE = "https://radio.example";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the origin, by its URL, by a path, and as a site that knows how it was asked for
                "http://origin.example:8000/radio/a/b.ts?x=1|/live/demo/a/b.ts?x=1&sluice=T",
                "HTTP://ORIGIN.example:8000/radio/|/live/demo/?sluice=T",
                "//origin.example:8000/radio/b.ts#f|/live/demo/b.ts?sluice=T#f",
                "/radio/b.ts|/live/demo/b.ts?sluice=T",
                "https://radio.example/radio/b.ts|/live/demo/b.ts?sluice=T",
                "http://origin.example:8000/radio/a/../b.ts|/live/demo/a/../b.ts?sluice=T",
                // what the stream does not reach
                "http://origin.example:8000/other/b.ts|http://origin.example:8000/other/b.ts",
                "http://origin.example:8000/radio|http://origin.example:8000/radio",
                "http://origin.example:8000/radiology/b.ts|http://origin.example:8000/radiology/b.ts",
                "http://origin.example:8000/radio/../b.ts|http://origin.example:8000/radio/../b.ts",
                "http://origin.example:8000/radio/a/%2E./.%2e/b.ts|http://origin.example:8000/radio/a/%2E./.%2e/b.ts",
                "http://origin.example:8000/radio/..;x/b.ts|http://origin.example:8000/radio/..;x/b.ts",
                "http://origin.example:8000/radio/.\\..\\b.ts|http://origin.example:8000/radio/.\\..\\b.ts",
                "/other/b.ts|/other/b.ts?sluice=T",
                // others
                "https://origin.example:8000/radio/b.ts|https://origin.example:8000/radio/b.ts",
                "http://origin.example/radio/b.ts|http://origin.example/radio/b.ts",
                "http://origin.example:8000@evil.example/radio/b.ts|http://origin.example:8000@evil.example/radio/b.ts",
                "http://origin.example:8000.evil.example/radio/b|http://origin.example:8000.evil.example/radio/b",
                "//evil.example/radio/b.ts|//evil.example/radio/b.ts",
                "/\\evil.example/radio/b.ts|/\\evil.example/radio/b.ts",
                "https://cdn.example/radio/b.ts|https://cdn.example/radio/b.ts",
                // relative ones, and those of an origin that knows where the stream is
                "b.ts|b.ts?sluice=T",
                "../b.ts|../b.ts?sluice=T",
                "?x=1|?x=1&sluice=T",
                "/live/demo/b.ts|/live/demo/b.ts?sluice=T",
            })
    void whatLeadsToTheOriginLeadsToTheStream(String link, String expected) {
        assertThat(links("http://origin.example:8000/radio", "/live/demo").write(link))
                .isEqualTo(expected);
        assertThat(links("http://origin.example:8000/radio/", "/live/demo")
                        .withoutToken()
                        .write(link))
                .isEqualTo(expected.replaceFirst("[?&]sluice=T", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // a base of nothing: the stream's own root is known
                "http://origin.example|/live/demo|/b.ts|/live/demo/b.ts",
                "http://origin.example|/live/demo|/live/demo/b.ts|/live/demo/b.ts",
                "http://origin.example|/live/demo|http://origin.example:80/live/demo/b.ts|/live/demo/live/demo/b.ts",
                "http://origin.example|/live/demo|http://origin.example|/live/demo/",
                "http://origin.example|/live/demo|http://origin.example?x|/live/demo/?x",
                "https://origin.example:443/|/live/demo|https://origin.example/b.ts|/live/demo/b.ts",
                // a base that begins like the root, and one that is the root
                "http://origin.example/live/demo/hls/|/live/demo|/live/demo/hls/b.ts|/live/demo/b.ts",
                "http://origin.example/radio/|/radio|/radio/b.ts|/radio/b.ts",
                "http://origin.example/radio/|/radio|http://origin.example/radio/b.ts|/radio/b.ts",
                // a host of its own
                "http://origin.example/radio/|''|/radio/b.ts|/b.ts",
                "http://origin.example/radio/|''|/b.ts|/b.ts",
                "http://origin.example/|''|http://origin.example/b.ts|/b.ts",
                "http://origin.example/radio/|''|http://origin.example/radio//evil.example/b|/.//evil.example/b",
                "http://origin.example/radio/|''|/radio/{$x}/b.ts|/./{$x}/b.ts",
                "http://origin.example/radio/|''|/radio/\\evil.example/b|/radio/\\evil.example/b",
                "http://[::1]:8000/radio/|/live/demo|http://[::1]:8000/radio/b.ts|/live/demo/b.ts",
            })
    void whereAStreamLivesIsWhereItsLinksLead(String origin, String root, String link, String expected) {
        assertThat(links(origin, root).withoutToken().write(link)).isEqualTo(expected);
    }

    @Test
    void whatBrowsersWouldReadDifferentlyGetsNoToken() {
        Links links = links("http://origin.example/radio/", "");
        assertThat(links.write("/\t/evil.example/b.ts")).isEqualTo("/\t/evil.example/b.ts");
        assertThat(links.write("/radio/\n/evil.example/b.ts")).isEqualTo("/radio/\n/evil.example/b.ts");
    }

    @Test
    void whatIsWrittenOnceIsLeftAsItIs() {
        Links links = links("http://origin.example/", "/live/demo");
        String once = links.write("http://origin.example/b.ts");
        assertThat(links.write(once)).isEqualTo(once).isEqualTo("/live/demo/b.ts?sluice=T");
    }

    private static Links links(String origin, String root) {
        return new Links(SITE, URI.create(origin), root, "T");
    }
}
