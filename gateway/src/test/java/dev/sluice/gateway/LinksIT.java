package dev.sluice.gateway;

import static dev.sluice.gateway.fake.FakeWorld.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.fake.FakeOrigin;
import dev.sluice.gateway.fake.FakeWorld;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

/** Where the origin's links lead a listener: through the gateway, and with the token only there. */
final class LinksIT {

    private static final String HLS = "application/vnd.apple.mpegurl";
    private static final String PLAIN = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nseg.ts\n";

    @RegisterExtension
    static final FakeOrigin ORIGIN = new FakeOrigin();

    @RegisterExtension
    final FakeWorld world = new FakeWorld();

    @Test
    void aRedirectOfTheOriginsKeepsTheTokenAndLeadsThroughTheGateway() {
        String session = session("");
        ORIGIN.serve("/radio/v2.ts", "video/mp2t", "found");
        for (String location : new String[] {ORIGIN.uri() + "radio/v2.ts?a=b", "/radio/v2.ts?a=b"}) {
            HttpResponse<String> moved = redirect("/live/demo/seg.ts?sluice=" + session, location);
            assertThat(moved.statusCode()).isEqualTo(302);
            assertThat(header(moved, "Location")).startsWith("/live/demo/v2.ts?a=b&sluice=s1.k1.");
            assertThat(header(moved, "Cache-Control")).isEqualTo("private, no-store");
            assertThat(world.get(header(moved, "Location")).body()).isEqualTo("found");
        }
        assertThat(header(redirect("/live/demo/seg.ts?sluice=" + session, "v2.ts"), "Location"))
                .startsWith("v2.ts?sluice=s1.k1.");
    }

    @Test
    void aRedirectToAnotherHostStaysAndNeverGetsTheToken() {
        String session = session("");
        String other = "https://cdn.example/radio/v2.ts";
        HttpResponse<String> away = redirect("/live/demo/seg.ts?sluice=" + session, other);
        assertThat(header(away, "Location")).isEqualTo(other);
        assertThat(header(away, "Cache-Control")).isEqualTo("public, max-age=60");
        String above = ORIGIN.uri() + "private/v2.ts";
        assertThat(header(redirect("/live/demo/seg.ts?sluice=" + session, above), "Location"))
                .isEqualTo(above);
    }

    @Test
    void aSessionThatCameInAHeaderIsRedirectedWithoutAToken() {
        String session = session(",'prefixes':['/on/air/']");
        HttpResponse<String> moved = redirect("/live/demo/page", ORIGIN.uri() + "radio/v2", "Sluice-Session", session);
        assertThat(header(moved, "Location")).isEqualTo("/live/demo/v2");
        assertThat(header(moved, "Content-Location")).isEqualTo("/live/demo/page.en");
        HttpResponse<String> prefixed = redirect("/on/air/page", "/radio/v2", "Sluice-Session", session);
        assertThat(header(prefixed, "Location")).isEqualTo("/on/air/v2");
        session(",'hosts':['127.0.0.1']");
        HttpResponse<String> own = redirect("/page", "/radio/v2", "Sluice-Session", session);
        assertThat(header(own, "Location")).isEqualTo("/v2");
    }

    @Test
    void linksAndRefreshesInHeadersLeadThroughTheGateway() {
        String session = session("");
        ORIGIN.on(
                "/radio/page",
                (request, response) -> response.header("Content-Type", "text/html")
                        .header("Link", "<" + ORIGIN.uri() + "radio/a.css>; rel=preload, </radio/next>; rel=\"next\"")
                        .addHeader("Link", "<https://cdn.example/b.css>; rel=preload")
                        .header("Refresh", "5; url=" + ORIGIN.uri() + "radio/page?n=2")
                        .header("Cache-Control", "public, max-age=60")
                        .sendString(Mono.just("page")));

        HttpResponse<String> byHeader = world.get("/live/demo/page", "Sluice-Session", session);
        assertThat(byHeader.headers().allValues("Link"))
                .containsExactly(
                        "</live/demo/a.css>; rel=preload, </live/demo/next>; rel=\"next\"",
                        "<https://cdn.example/b.css>; rel=preload");
        assertThat(header(byHeader, "Refresh")).isEqualTo("5; url=/live/demo/page?n=2");
        assertThat(header(byHeader, "Cache-Control")).isEqualTo("public, max-age=60");

        HttpResponse<String> byQuery = world.get("/live/demo/page?sluice=" + session);
        assertThat(header(byQuery, "Refresh")).startsWith("5; url=/live/demo/page?n=2&sluice=s1.k1.");
        assertThat(header(byQuery, "Cache-Control")).isEqualTo("private, no-store");
        assertThat(byQuery.headers().allValues("Link").toString()).doesNotContain("sluice=");
    }

    @Test
    void aPlayerThatIsRedirectedGetsItsTokenByThat() {
        put("");
        ORIGIN.serve("/radio/v2.m3u8", HLS, PLAIN);
        HttpResponse<String> moved = redirect("/live/demo/index.m3u8", "v2.m3u8");
        assertThat(header(moved, "Location")).startsWith("v2.m3u8?sluice=s1.k1.");
        assertThat(world.get("/live/demo/" + header(moved, "Location")).body()).contains("seg.ts?sluice=s1.k1.");
        assertThat(world.store().used("demo")).isEqualTo(1);
    }

    @Test
    void aPlayerThatIsSentElsewhereHoldsNoSlot() {
        put("");
        HttpResponse<String> away = redirect("/live/demo/index.m3u8", "https://cdn.example/v2.m3u8");
        assertThat(header(away, "Location")).isEqualTo("https://cdn.example/v2.m3u8");
        await().untilAsserted(() -> assertThat(world.store().used("demo")).isZero());
    }

    @Test
    void aPlaylistThatNamesTheOriginLeadsThroughTheGatewayForACookieToo() {
        String session = session("");
        String playlist = PLAIN + ORIGIN.uri() + "radio/b.ts\n/radio/c.ts\n";
        compressed(playlist);
        HttpResponse<String> moved = world.get(
                "/live/demo/index.m3u8",
                "Cookie",
                "sluice-s-demo=" + session,
                "Accept-Encoding",
                "gzip, br",
                "Range",
                "bytes=0-9");
        assertThat(moved.body()).isEqualTo(PLAIN + "/live/demo/b.ts\n/live/demo/c.ts\n");
        assertThat(header(moved, "Content-Encoding")).isEmpty();
        assertThat(header(moved, "ETag")).isEmpty();
        assertThat(header(moved, "Cache-Control")).isEqualTo("public, max-age=1");
        assertThat(ORIGIN.last().headers().get("Accept-Encoding")).isEqualTo("gzip");
        assertThat(ORIGIN.last().headers().contains("Range")).isFalse();
        assertThat(world.get("/live/demo/index.m3u8?sluice=" + session).body())
                .containsPattern("\n/live/demo/b.ts\\?sluice=s1[^\n]+\n/live/demo/c.ts\\?sluice=s1");
    }

    @Test
    void aPlaylistOfACookieThatNeedsNothingPassesByteForByte() {
        String session = session("");
        int length = compressed(PLAIN);
        HttpResponse<String> same = world.get(
                "/live/demo/index.m3u8",
                "Cookie",
                "sluice-s-demo=" + session,
                "Accept-Encoding",
                "gzip",
                "If-None-Match",
                "\"v0\"");
        assertThat(header(same, "Content-Encoding")).isEqualTo("gzip");
        assertThat(header(same, "Content-Length")).isEqualTo(Integer.toString(length));
        assertThat(header(same, "ETag")).isEqualTo("\"v1\"");
        assertThat(ORIGIN.last().headers().get("If-None-Match")).isEqualTo("\"v0\"");
    }

    @Test
    void aPlaylistOfACookieThatCannotBeReadHerePassesAsItIs() {
        String session = session("");
        ORIGIN.serve("/radio/index.m3u8", HLS, "brotli", "Content-Encoding", "br");
        ORIGIN.serve("/radio/huge.m3u8", HLS, "#EXTM3U\n" + "#\n".repeat(2_200_000));
        String cookie = "sluice-s-demo=" + session;
        assertThat(world.get("/live/demo/index.m3u8", "Cookie", cookie).body()).isEqualTo("brotli");
        assertThat(world.get("/live/demo/huge.m3u8", "Cookie", cookie).body()).hasSize(4_400_008);
    }

    @Test
    void theOriginIsAskedForNoCodingThatTheListenerCannotRead() {
        String session = session("");
        ORIGIN.serve("/radio/page", "text/html", "page");
        world.get("/live/demo/page?sluice=" + session, "Accept-Encoding", "br");
        assertThat(ORIGIN.last().headers().get("Accept-Encoding")).isEqualTo("identity");
    }

    /** Asks for something that the origin redirects. */
    private HttpResponse<String> redirect(String url, String location, String... headers) {
        String path = url.split("\\?", 2)[0];
        ORIGIN.on(
                "/radio" + path.substring(path.lastIndexOf('/')),
                (request, response) -> response.status(302)
                        .header("Location", location)
                        .header("Content-Location", ORIGIN.uri() + "radio/page.en")
                        .header("Cache-Control", "public, max-age=60")
                        .send());
        return world.get(url, headers);
    }

    private static int compressed(String playlist) {
        byte[] bytes = gzip(playlist);
        ORIGIN.on(
                "/radio/index.m3u8",
                (request, response) -> response.header("Content-Type", HLS)
                        .header("Content-Encoding", "gzip")
                        .header("Content-Length", Integer.toString(bytes.length))
                        .header("ETag", "\"v1\"")
                        .header("Cache-Control", "public, max-age=1")
                        .sendByteArray(Mono.just(bytes)));
        return bytes.length;
    }

    private String session(String settings) {
        put(settings);
        return header(world.ask("POST", "/.sluice/demo/tickets"), "Sluice-Session");
    }

    private void put(String settings) {
        world.policies().put("demo", "{'origin':'" + ORIGIN.uri() + "radio','capacity':3" + settings + "}");
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
