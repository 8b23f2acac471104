package dev.sluice.gateway.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HlsPlaylistTest {

    private static final Links LINKS =
            new Links("https://radio.example", URI.create("http://origin.example:8000/radio"), "/live/demo", "T");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seg.ts|seg.ts?sluice=T",
                "../a/seg.ts?x=1|../a/seg.ts?x=1&sluice=T",
                "/live/demo/seg.ts|/live/demo/seg.ts?sluice=T",
                "https://radio.example/seg.ts|https://radio.example/seg.ts?sluice=T",
                "https://RADIO.example:443/seg.ts|https://RADIO.example:443/seg.ts?sluice=T",
                "//radio.example/seg.ts|//radio.example/seg.ts?sluice=T",
                "https://radio.example.evil.example/seg.ts|https://radio.example.evil.example/seg.ts",
                "https://radio.example@evil.example/seg.ts|https://radio.example@evil.example/seg.ts",
                "https://cdn.example/seg.ts|https://cdn.example/seg.ts",
                "//cdn.example/seg.ts|//cdn.example/seg.ts",
                "http://radio.example/seg.ts|http://radio.example/seg.ts",
                "https://radio.example:8443/seg.ts|https://radio.example:8443/seg.ts",
                "/\\cdn.example/seg.ts|/\\cdn.example/seg.ts",
                "data:audio/aac;base64,AA|data:audio/aac;base64,AA",
                "skd://key|skd://key",
                "sub/a:b.ts|sub/a:b.ts?sluice=T",
            })
    void linksToTheSiteKeepTheTokenAndNoOthersGetIt(String link, String expected) {
        String playlist = "#EXTM3U\n#EXTINF:2,\n" + link + "\n";
        assertThat(Playlists.write(playlist, LINKS)).contains("#EXTM3U\n#EXTINF:2,\n" + expected + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "#EXT-X-MAP:URI=\"init.mp4\",BYTERANGE=\"9@0\"|#EXT-X-MAP:URI=\"init.mp4?sluice=T\",BYTERANGE=\"9@0\"",
                "#EXT-X-KEY:METHOD=AES-128,URI=\"k?a=1\",IV=0x1|#EXT-X-KEY:METHOD=AES-128,URI=\"k?a=1&sluice=T\",IV=0x1",
                "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a,URI=b\",URI=\"a.m3u8\"|#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a,URI=b\",URI=\"a.m3u8?sluice=T\"",
                "#EXT-X-PART:DURATION=0.3,URI=\"p1.m4s\",INDEPENDENT=YES|#EXT-X-PART:DURATION=0.3,URI=\"p1.m4s?sluice=T\",INDEPENDENT=YES",
                "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"p2.m4s\"|#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"p2.m4s?sluice=T\"",
                "#EXT-X-RENDITION-REPORT:URI=\"../b.m3u8\",LAST-MSN=3|#EXT-X-RENDITION-REPORT:URI=\"../b.m3u8?sluice=T\",LAST-MSN=3",
                "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI=\"i.m3u8\"|#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI=\"i.m3u8?sluice=T\"",
                "#EXT-X-SESSION-KEY:METHOD=AES-128,URI=\"https://cdn.example/k\"|#EXT-X-SESSION-KEY:METHOD=AES-128,URI=\"https://cdn.example/k\"",
                "#EXT-X-SESSION-DATA:DATA-ID=\"x\",URI=\"d.json\"|#EXT-X-SESSION-DATA:DATA-ID=\"x\",URI=\"d.json?sluice=T\"",
                "#EXT-X-CONTENT-STEERING:SERVER-URI=\"/steer\"|#EXT-X-CONTENT-STEERING:SERVER-URI=\"/steer?sluice=T\"",
                "#EXT-X-MEDIA-SEQUENCE:7|#EXT-X-MEDIA-SEQUENCE:7",
                "# a comment with URI=\"x\"|# a comment with URI=\"x\"",
            })
    void everyAttributeThatIsALinkKeepsTheToken(String tag, String expected) {
        assertThat(Playlists.write("#EXTM3U\n" + tag + "\n", LINKS)).contains("#EXTM3U\n" + expected + "\n");
    }

    @Test
    void linksToTheOriginLeadToTheStreamWithAndWithoutAToken() {
        String playlist = """
                #EXTM3U
                #EXT-X-DEFINE:NAME="here",VALUE="http://origin.example:8000/radio"
                #EXT-X-DEFINE:IMPORT="far"
                #EXT-X-MAP:URI="/radio/init.mp4"
                http://origin.example:8000/radio/a.ts?x=1
                {$here}/b{$far}.ts
                c.ts
                http://origin.example:8000/private/d.ts
                """;
        String moved = playlist.replace("\"/radio/init.mp4\"", "\"/live/demo/init.mp4\"")
                .replace("\nhttp://origin.example:8000/radio/a.ts", "\n/live/demo/a.ts")
                .replace("{$here}/b", "/live/demo/b");
        assertThat(Playlists.write(playlist, LINKS.withoutToken())).contains(moved);
        assertThat(Playlists.write(playlist, LINKS))
                .contains(moved.replace("init.mp4", "init.mp4?sluice=T")
                        .replace("a.ts?x=1", "a.ts?x=1&sluice=T")
                        .replace("b{$far}.ts", "b{$far}.ts?sluice=T")
                        .replace("c.ts", "c.ts?sluice=T"));
    }

    @Test
    void withoutATokenAndWithoutTheOriginInItAPlaylistIsTheSameText() {
        String playlist = "#EXTM3U\r\n#EXT-X-KEY:METHOD=NONE\r\n a.ts \r\nhttps://cdn.example/{$x}/b.ts";
        assertThat(Playlists.write(playlist, LINKS.withoutToken())).contains(playlist);
    }

    @Test
    void linesKeepTheirEndsAndAMissingLastOneStaysMissing() {
        assertThat(Playlists.write("#EXTM3U\r\na.ts\r\n\r\nb.ts", LINKS))
                .contains("#EXTM3U\r\na.ts?sluice=T\r\n\r\nb.ts?sluice=T");
    }

    @Test
    void aVariableCountsByItsValueAndAnUnknownOneIsAnotherSite() {
        String playlist = """
                #EXTM3U
                #EXT-X-DEFINE:NAME="cdn",VALUE="https://cdn.example"
                #EXT-X-DEFINE:NAME="dir",VALUE="sub"
                #EXT-X-DEFINE:IMPORT="far"
                {$cdn}/a.ts
                {$dir}/b.ts
                {$far}/c.ts
                """;
        assertThat(Playlists.write(playlist, LINKS).orElseThrow())
                .endsWith("{$cdn}/a.ts\n{$dir}/b.ts?sluice=T\n{$far}/c.ts\n");
    }

    @Test
    void aPlayerWithoutATokenIsPointedToTheSamePlaylistWithIt() {
        String media = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\na.ts\n";
        assertThat(Playlists.handOut(media, LINKS, "/live/demo/i.m3u8?q=1"))
                .contains("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=128000\n/live/demo/i.m3u8?q=1&sluice=T\n");
    }

    @Test
    void aListOfVariantsGetsTheTokenInsteadForItCannotBeAVariantItself() {
        String master = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=64000\nlow.m3u8\n";
        assertThat(Playlists.handOut(master, LINKS, "/live/demo/i.m3u8"))
                .contains("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=64000\nlow.m3u8?sluice=T\n");
    }

    @Test
    void whatIsNoPlaylistIsLeftAlone() {
        assertThat(Playlists.write("<html>", LINKS)).isEmpty();
        assertThat(Playlists.write("", LINKS)).isEmpty();
        assertThat(Playlists.write("<MPD", LINKS)).isEmpty();
    }
}
