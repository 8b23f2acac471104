package dev.sluice.gateway.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

final class DashManifestTest {

    private static final Links LINKS =
            new Links("https://radio.example", URI.create("http://origin.example:8000/radio"), "/live/demo", "T");
    private static final String NS = "xmlns=\"urn:mpeg:dash:schema:mpd:2011\"";

    @Test
    void templatesAndSegmentsKeepTheToken() {
        String rewritten = keep("<Period><AdaptationSet><SegmentTemplate media=\"$Number%05d$.m4s?a=1\""
                + " initialization=\"init.mp4\" startNumber=\"1\"/><SegmentList><Initialization sourceURL=\"i.mp4\"/>"
                + "<SegmentURL media=\"1.m4s\"/></SegmentList></AdaptationSet></Period>");
        assertThat(rewritten)
                .contains("media=\"$Number%05d$.m4s?a=1&amp;sluice=T\"")
                .contains("initialization=\"init.mp4?sluice=T\"")
                .contains("startNumber=\"1\"")
                .contains("sourceURL=\"i.mp4?sluice=T\"")
                .contains("media=\"1.m4s?sluice=T\"");
    }

    @Test
    void whatIsRelativeToAnotherSitesBaseGetsNoToken() {
        String rewritten = keep("<BaseURL>https://cdn.example/x/</BaseURL><Period>"
                + "<AdaptationSet><SegmentTemplate media=\"1.m4s\"/></AdaptationSet>"
                + "<AdaptationSet><BaseURL>https://radio.example/y/</BaseURL><SegmentTemplate media=\"2.m4s\"/>"
                + "</AdaptationSet></Period>");
        assertThat(rewritten)
                .contains("<BaseURL>https://cdn.example/x/</BaseURL>")
                .contains("media=\"1.m4s\"")
                .contains("<BaseURL>https://radio.example/y/?sluice=T</BaseURL>")
                .contains("media=\"2.m4s?sluice=T\"");
    }

    @Test
    void aLocationKeepsTheTokenAndAnotherSitesStays() {
        assertThat(keep("<Location>live.mpd?v=2</Location><Period/>"))
                .contains("<Location>live.mpd?v=2&amp;sluice=T</Location>");
        assertThat(keep("<Location>https://cdn.example/l.mpd</Location><Period/>"))
                .contains("<Location>https://cdn.example/l.mpd</Location>");
    }

    @Test
    void aPlayerWithoutATokenGetsALocationBeforeThePeriods() {
        String manifest =
                "<MPD " + NS + " type=\"dynamic\"><ProgramInformation/><BaseURL>a/</BaseURL><Period id=\"1\"/></MPD>";
        assertThat(Playlists.handOut(manifest, LINKS, "/live/demo/l.mpd").orElseThrow())
                .contains(
                        "<BaseURL>a/?sluice=T</BaseURL><Location>https://radio.example/live/demo/l.mpd?sluice=T</Location><Period id=\"1\">")
                .contains(NS)
                .contains("type=\"dynamic\"");
    }

    @Test
    void linksToTheOriginLeadToTheStreamWithAndWithoutAToken() {
        String inside = "<BaseURL>http://origin.example:8000/radio/x/</BaseURL><Period>"
                + "<AdaptationSet><SegmentTemplate media=\"/radio/$Number%05d$.m4s\"/></AdaptationSet>"
                + "<AdaptationSet><BaseURL>https://cdn.example/</BaseURL><SegmentTemplate media=\"/radio/2.m4s\"/>"
                + "</AdaptationSet></Period>";
        assertThat(keep(inside))
                .contains("<BaseURL>/live/demo/x/?sluice=T</BaseURL>")
                .contains("media=\"/live/demo/$Number%05d$.m4s?sluice=T\"")
                .contains("<BaseURL>https://cdn.example/</BaseURL><SegmentTemplate media=\"/radio/2.m4s\"");
        assertThat(Playlists.write(manifest(inside), LINKS.withoutToken()).orElseThrow())
                .contains("<BaseURL>/live/demo/x/</BaseURL>")
                .contains("media=\"/live/demo/$Number%05d$.m4s\"")
                .contains("<BaseURL>https://cdn.example/</BaseURL><SegmentTemplate media=\"/radio/2.m4s\"");
    }

    @Test
    void withoutATokenAndWithoutTheOriginInItAManifestIsTheSameText() {
        String manifest = manifest("<Period >\n<SegmentTemplate  media='$Number$.m4s'/></Period><!-- x --><?y z?>");
        assertThat(Playlists.write(manifest, LINKS.withoutToken())).contains(manifest);
    }

    @Test
    void entitiesOfAManifestAreNotResolved() {
        String manifest = "<!DOCTYPE MPD [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><MPD " + NS + ">&x;</MPD>";
        assertThat(Playlists.write(manifest, LINKS).orElse(""))
                .doesNotContain("ENTITY")
                .doesNotContain("/etc/");
    }

    private static String keep(String inside) {
        return Playlists.write(manifest(inside), LINKS).orElseThrow();
    }

    private static String manifest(String inside) {
        return "<?xml version=\"1.0\"?><MPD " + NS + ">" + inside + "</MPD>";
    }
}
