package dev.sluice.gateway;

import static dev.sluice.gateway.fake.FakeWorld.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.fake.FakeOrigin;
import dev.sluice.gateway.fake.FakeWorld;
import dev.sluice.redis.guard.KnownLeak;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.tcp.TcpServer;

/** What passes between listener and origin, and what becomes of a broken origin. */
final class OriginIT {

    private static final String PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nseg.ts\n";

    @RegisterExtension
    static final FakeOrigin ORIGIN = new FakeOrigin();

    @RegisterExtension
    final FakeWorld world = new FakeWorld();

    @RegisterExtension
    final FakeWorld proxied = new FakeWorld("sluice.trusted-proxies[0]=127.0.0.0/8");

    @Test
    void headersAndRangesPassInBothDirections() {
        String session = session("");
        ORIGIN.on(
                "/song.mp3",
                (request, response) -> response.status(206)
                        .header("Content-Type", "audio/mpeg")
                        .header("Content-Range", "bytes 2-4/10")
                        .header("ETag", "\"v1\"")
                        .header("X-Custom", "kept")
                        .sendString(Mono.just("234")));
        HttpResponse<String> part = world.get(
                "/live/demo/song.mp3?b=2&a=%20",
                "Sluice-Session",
                session,
                "Range",
                "bytes=2-4",
                "If-Range",
                "\"v1\"",
                "X-Listener",
                "yes",
                "traceparent",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("234");
        assertThat(header(part, "Content-Range")).isEqualTo("bytes 2-4/10");
        assertThat(header(part, "ETag")).isEqualTo("\"v1\"");
        assertThat(header(part, "X-Custom")).isEqualTo("kept");
        var seen = ORIGIN.last();
        assertThat(seen.uri()).isEqualTo("/song.mp3?b=2&a=%20");
        assertThat(seen.headers().get("Range")).isEqualTo("bytes=2-4");
        assertThat(seen.headers().get("If-Range")).isEqualTo("\"v1\"");
        assertThat(seen.headers().get("X-Listener")).isEqualTo("yes");
        assertThat(seen.headers().get("traceparent")).contains("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(seen.headers().contains("Sluice-Session")).isFalse();
    }

    @Test
    void theOriginIsToldTheListenersAddressAndNotWhatTheListenerSaid() {
        String session = session("");
        ORIGIN.serve("/a", "text/plain", "a");
        world.get("/live/demo/a", "Sluice-Session", session, "X-Forwarded-For", "1.1.1.1", "Forwarded", "for=2.2.2.2");
        assertThat(ORIGIN.last().headers().getAll("X-Forwarded-For")).isEqualTo(List.of("127.0.0.1"));
        assertThat(ORIGIN.last().headers().get("Forwarded")).startsWith("for=\"127.0.0.1\";proto=http;host=");
        assertThat(ORIGIN.last().headers().get("X-Forwarded-Proto")).isEqualTo("http");
    }

    @Test
    void aTrustedProxyMaySayWhoTheListenerIs() {
        put(proxied, ORIGIN.uri().toString(), "");
        String session = header(proxied.ask("POST", "/.sluice/demo/tickets"), "Sluice-Session");
        ORIGIN.serve("/a", "text/plain", "a");
        proxied.get(
                "/live/demo/a",
                "Sluice-Session",
                session,
                "X-Forwarded-For",
                "9.9.9.9, 198.51.100.7",
                "X-Forwarded-Proto",
                "https");
        assertThat(ORIGIN.last().headers().get("X-Forwarded-For")).isEqualTo("198.51.100.7, 127.0.0.1");
        assertThat(ORIGIN.last().headers().get("Forwarded")).startsWith("for=\"198.51.100.7\";proto=https");
    }

    @Test
    void whereThePolicySaysSoTheOriginIsToldNothing() {
        String session = session(",'forwardClient':false");
        ORIGIN.serve("/a", "text/plain", "a");
        world.get("/live/demo/a", "Sluice-Session", session, "X-Forwarded-For", "1.1.1.1");
        assertThat(ORIGIN.last().headers().contains("X-Forwarded-For")).isFalse();
        assertThat(ORIGIN.last().headers().contains("Forwarded")).isFalse();
    }

    @Test
    void aRenewedSessionGoesBackTheWayItCameAndIntoNobodysCache() {
        String session = session("");
        ORIGIN.serve("/seg.ts", "video/mp2t", "s", "Cache-Control", "public, max-age=60", "Expires", "0");
        HttpResponse<String> byCookie = world.get("/live/demo/seg.ts", "Cookie", "sluice-s-demo=" + session);
        assertThat(FakeWorld.cookie(byCookie, "sluice-s-demo").orElseThrow()).startsWith("s1.");
        assertThat(header(byCookie, "Cache-Control")).isEqualTo("private, no-store");
        assertThat(header(byCookie, "Expires")).isEmpty();
        HttpResponse<String> byHeader = world.get("/live/demo/seg.ts", "Sluice-Session", session);
        assertThat(header(byHeader, "Sluice-Session")).startsWith("s1.");
        HttpResponse<String> byQuery = world.get("/live/demo/seg.ts?sluice=" + session);
        assertThat(header(byQuery, "Cache-Control")).isEqualTo("public, max-age=60");
        assertThat(byQuery.headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void aCompressedPlaylistIsDecodedBeforeItGetsTheToken() {
        String session = session("");
        ORIGIN.on(
                "/index.m3u8",
                (request, response) -> response.header("Content-Type", "application/vnd.apple.mpegurl")
                        .header("Content-Encoding", "gzip")
                        .header("ETag", "\"v1\"")
                        .sendByteArray(Mono.just(gzip(PLAYLIST))));
        HttpResponse<String> playlist = world.get(
                "/live/demo/index.m3u8?sluice=" + session, "Accept-Encoding", "br, gzip", "Range", "bytes=0-5");
        assertThat(playlist.body()).contains("seg.ts?sluice=s1.");
        assertThat(header(playlist, "Content-Encoding")).isEmpty();
        assertThat(header(playlist, "ETag")).isEmpty();
        assertThat(header(playlist, "Cache-Control")).isEqualTo("private, no-store");
        assertThat(ORIGIN.last().headers().get("Accept-Encoding")).isEqualTo("gzip");
        assertThat(ORIGIN.last().headers().contains("Range")).isFalse();
    }

    @Test
    void aPlaylistOfACookieIsLeftAsItIs() {
        String session = session("");
        ORIGIN.serve("/index.m3u8", "application/vnd.apple.mpegurl", PLAYLIST, "ETag", "\"v1\"");
        HttpResponse<String> playlist = world.get("/live/demo/index.m3u8", "Cookie", "sluice-s-demo=" + session);
        assertThat(playlist.body()).isEqualTo(PLAYLIST);
        assertThat(header(playlist, "ETag")).isEqualTo("\"v1\"");
    }

    @Test
    void aPlaylistThatOnlyItsTypeTellsGetsTheTokenToo() {
        String session = session("");
        ORIGIN.serve("/play", "audio/x-mpegurl", PLAYLIST);
        String played = world.get("/live/demo/play?sluice=" + session, "Accept-Encoding", "br, gzip")
                .body();
        assertThat(played).contains("seg.ts?sluice=s1.");
        assertThat(ORIGIN.last().headers().get("Accept-Encoding"))
                .as("a coding that can be read")
                .isEqualTo("gzip");
    }

    @Test
    void aPlaylistThatCannotBeReadOrIsHugeIsAProblemAndNotAHangingRequest() {
        String session = session("");
        ORIGIN.serve("/a.m3u8", "application/vnd.apple.mpegurl", "x", "Content-Encoding", "br");
        ORIGIN.on(
                "/b.m3u8",
                (request, response) -> response.header("Content-Type", "application/vnd.apple.mpegurl")
                        .sendString(Flux.range(0, 5_000).map(i -> "#".repeat(1_000) + "\n")));
        assertThat(world.get("/live/demo/a.m3u8?sluice=" + session).statusCode())
                .isEqualTo(502);
        assertThat(world.get("/live/demo/b.m3u8?sluice=" + session).statusCode())
                .isEqualTo(502);
    }

    @Test
    void aDashPlayerWithoutATokenGetsAManifestWithALocation() {
        put(world, ORIGIN.uri().toString(), "");
        ORIGIN.serve(
                "/live.mpd",
                "application/dash+xml",
                "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><Period><SegmentTemplate media=\"$Number$.m4s\"/></Period></MPD>");
        assertThat(world.get("/live/demo/live.mpd").body())
                .contains("<Location>" + world.site() + "/live/demo/live.mpd?sluice=s1.")
                .contains("media=\"$Number$.m4s?sluice=s1.");
    }

    @Test
    void anOriginThatIsDownIsA502Problem() throws IOException {
        String session = session("");
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        put(world, "http://127.0.0.1:" + port + "/", "");
        HttpResponse<String> down = world.get("/live/demo/seg.ts", "Sluice-Session", session);
        assertThat(down.statusCode()).isEqualTo(502);
        assertThat(header(down, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(down.body()).contains("urn:sluice:problem:origin-unreachable", "requestId");
        assertThat(header(down, "X-Request-Id")).isNotEmpty();
        HttpResponse<String> page = world.get("/live/demo/x", "Sluice-Session", session, "Accept", "text/html");
        assertThat(page.statusCode()).isEqualTo(502);
        assertThat(header(page, "Content-Type")).startsWith("text/html");
        assertThat(failures("unreachable")).isPositive();
    }

    @Test
    void anOriginThatHangsIsA504ProblemInTime() {
        String session = session(",'originTimeout':'200ms'");
        ORIGIN.hangs("/seg.ts");
        HttpResponse<String> hangs = world.get("/live/demo/seg.ts", "Sluice-Session", session);
        assertThat(hangs.statusCode()).isEqualTo(504);
        assertThat(hangs.body()).contains("urn:sluice:problem:origin-timeout");
    }

    @Test
    void anOriginThatResetsIsA502Problem() {
        String session = session("");
        ORIGIN.cuts("/seg.ts");
        HttpResponse<String> reset = world.get("/live/demo/seg.ts", "Sluice-Session", session);
        assertThat(reset.statusCode()).isEqualTo(502);
        assertThat(reset.body()).contains("urn:sluice:problem:origin-reset");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
                "\u0015\u0003\u0001\u0000\u0002\u0002F"
            })
    void whatIsNoHttpAnswerIsA502ProblemOfTheOrigin(String answer) {
        String session = session("");
        DisposableServer broken = TcpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((in, out) -> in.receive()
                        .take(1)
                        .thenMany(out.sendString(Mono.just(answer), StandardCharsets.ISO_8859_1))
                        .then())
                .bindNow(Duration.ofSeconds(10));
        try {
            put(world, "http://127.0.0.1:" + broken.port() + "/", "");
            HttpResponse<String> unusable = world.get("/live/demo/seg.ts", "Sluice-Session", session);
            assertThat(unusable.statusCode()).isEqualTo(502);
            assertThat(unusable.body()).contains("urn:sluice:problem:origin-unusable");
            assertThat(header(unusable, "Retry-After")).isNotEmpty();
            assertThat(failures("unusable")).isPositive();
        } finally {
            broken.disposeNow(Duration.ofSeconds(5));
        }
    }

    @Test
    @KnownLeak(
            records = "FluxReceive.drainReceiver",
            because =
                    "the last part before the break is lost now and then, also where OriginAnswer hands the body on as it"
                            + " comes: by Spring or Reactor Netty")
    void anAnswerThatBreaksOffIsBrokenOffForTheListenerToo() {
        String session = session("");
        ORIGIN.on(
                "/song.mp3",
                (request, response) -> response.header("Content-Type", "audio/mpeg")
                        .header("Content-Length", "1000")
                        .sendString(Flux.concat(
                                Mono.just("half"), Mono.error(new IllegalStateException("the origin dies")))));
        assertThatThrownBy(() -> world.get("/live/demo/song.mp3", "Sluice-Session", session))
                .isInstanceOf(UncheckedIOException.class);
        await().untilAsserted(() -> assertThat(failures("broken-off")).isPositive());
    }

    @Test
    void anOriginThatFallsSilentInTheMiddleOfAnAnswerIsCutOff() {
        String session = session(",'idleTimeout':'200ms'");
        Sinks.One<String> end = Sinks.one();
        silentAfter("/song.mp3", "audio/mpeg", "half", end);
        silentAfter("/seg.ts", "video/mp2t", "half", end);
        for (String path : List.of("song.mp3", "seg.ts")) {
            double before = failures("broken-off");
            assertThatThrownBy(() -> world.get("/live/demo/" + path, "Sluice-Session", session))
                    .isInstanceOf(UncheckedIOException.class);
            await().untilAsserted(() -> assertThat(failures("broken-off")).isEqualTo(before + 1));
        }
        end.tryEmitEmpty();
    }

    @Test
    void anOriginThatIsNotSilentForTooLongMayTakeItsTime() {
        String session = session(",'idleTimeout':'2s'");
        ORIGIN.on(
                "/song.mp3",
                (request, response) -> response.header("Content-Type", "audio/mpeg")
                        .sendGroups(Flux.interval(Duration.ofMillis(700))
                                .take(4)
                                .map(tick -> Mono.just(Unpooled.copiedBuffer("la", StandardCharsets.UTF_8)))));
        assertThat(world.get("/live/demo/song.mp3", "Sluice-Session", session).body())
                .isEqualTo("lalalala");
    }

    @Test
    void aPlaylistThatNeverEndsIsA504ProblemAndHoldsNoSlot() {
        put(world, ORIGIN.uri().toString(), ",'originTimeout':'200ms'");
        Sinks.One<String> end = Sinks.one();
        silentAfter("/index.m3u8", "application/vnd.apple.mpegurl", "#EXTM3U\n", end);
        HttpResponse<String> hangs = world.get("/live/demo/index.m3u8");
        assertThat(hangs.statusCode()).isEqualTo(504);
        assertThat(hangs.body()).contains("urn:sluice:problem:origin-timeout");
        await().untilAsserted(() -> assertThat(world.store().used("demo")).isZero());
        end.tryEmitEmpty();
    }

    private static void silentAfter(String path, String type, String text, Sinks.One<String> end) {
        ORIGIN.on(
                path,
                (request, response) -> response.header("Content-Type", type)
                        .sendGroups(Flux.concat(Mono.just(text), end.asMono())
                                .map(part -> Mono.just(Unpooled.copiedBuffer(part, StandardCharsets.UTF_8)))));
    }

    @Test
    void theOriginsOwnErrorsPassAsTheyAre() {
        String session = session("");
        ORIGIN.on("/gone", (request, response) -> response.status(418).sendString(Mono.just("teapot")));
        HttpResponse<String> teapot = world.get("/live/demo/gone", "Sluice-Session", session);
        assertThat(teapot.statusCode()).isEqualTo(418);
        assertThat(teapot.body()).isEqualTo("teapot");
    }

    @Test
    void aListedSiteMayReadWhyTheOriginFailed() {
        String session = session(",'sites':['https://friend.example']");
        ORIGIN.cuts("/seg.ts");
        HttpResponse<String> reset =
                world.get("/live/demo/seg.ts?sluice=" + session, "Origin", "https://friend.example");
        assertThat(reset.statusCode()).isEqualTo(502);
        assertThat(header(reset, "Access-Control-Allow-Origin")).isEqualTo("https://friend.example");
        assertThat(reset.headers().allValues("Vary")).containsExactly("Origin");
    }

    @Test
    void theOriginsOwnCorsFieldsGiveWayForAListedSite() {
        String session = session(",'sites':['https://friend.example']");
        ORIGIN.serve("/seg.ts", "video/mp2t", "s", "Access-Control-Allow-Origin", "*");
        HttpResponse<String> shared =
                world.get("/live/demo/seg.ts?sluice=" + session, "Origin", "https://friend.example");
        assertThat(shared.headers().allValues("Access-Control-Allow-Origin")).containsExactly("https://friend.example");
    }

    private String session(String settings) {
        put(world, ORIGIN.uri().toString(), settings);
        return header(world.ask("POST", "/.sluice/demo/tickets"), "Sluice-Session");
    }

    private static void put(FakeWorld where, String origin, String settings) {
        where.policies().put("demo", "{'origin':'" + origin + "','capacity':3" + settings + "}");
    }

    private double failures(String kind) {
        Counter counter = world.context()
                .getBean(MeterRegistry.class)
                .find("sluice.origin.failures")
                .tag("kind", kind)
                .counter();
        return counter == null ? 0 : counter.count();
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
