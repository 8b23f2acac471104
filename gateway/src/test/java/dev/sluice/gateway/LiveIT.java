package dev.sluice.gateway;

import static dev.sluice.gateway.fake.FakeWorld.cookie;
import static dev.sluice.gateway.fake.FakeWorld.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.fake.FakeOrigin;
import dev.sluice.gateway.fake.FakeWorld;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class LiveIT {

    private static final String HTML = "text/html,application/xhtml+xml,*/*;q=0.8";
    private static final String MEDIA_PLAYLIST =
            "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nseg1.ts\n#EXTINF:2,\n/live/demo/seg2.ts\n";

    @RegisterExtension
    static final FakeOrigin ORIGIN = new FakeOrigin();

    @RegisterExtension
    final FakeWorld world = new FakeWorld();

    @BeforeEach
    void stream() {
        world.policies().put("demo", "{'origin':'" + ORIGIN.uri() + "base/','capacity':1}");
        ORIGIN.serve("/base/page.html", "text/html", "<h1>hello</h1>", "Cache-Control", "public, max-age=60");
        ORIGIN.serve("/base/index.m3u8", "application/vnd.apple.mpegurl", MEDIA_PLAYLIST);
        ORIGIN.serve("/base/seg1.ts", "video/mp2t", "segment one");
        ORIGIN.serve("/base/song.mp3", "audio/mpeg", "a song");
    }

    @Test
    void aBrowserGetsInWithOneRedirectAndTheCookieDoesTheRest() {
        HttpResponse<String> redirect = world.get("/live/demo/page.html?a=b", "Accept", HTML);
        assertThat(redirect.statusCode()).isEqualTo(303);
        assertThat(header(redirect, "Cache-Control")).isEqualTo("private, no-store");
        assertThat(header(redirect, "Location")).startsWith("/live/demo/page.html?a=b&sluice=c1.");
        assertThat(redirect.headers().allValues("Set-Cookie").get(0))
                .startsWith("sluice-s-demo=s1.k1.")
                .contains("; Path=/; ")
                .contains("HttpOnly")
                .contains("SameSite=Lax")
                .doesNotContain("Secure");

        HttpResponse<String> page = world.get(
                header(redirect, "Location"),
                "Accept",
                HTML,
                "Cookie",
                "other=1; sluice-s-demo=" + cookie(redirect, "sluice-s-demo").orElseThrow());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).isEqualTo("<h1>hello</h1>");
        assertThat(header(page, "Cache-Control")).isEqualTo("public, max-age=60");
        assertThat(ORIGIN.last().uri()).isEqualTo("/base/page.html?a=b");
        assertThat(ORIGIN.last().headers().get("Cookie")).isEqualTo("other=1");
        assertThat(world.store().used("demo")).isEqualTo(1);
    }

    @Test
    void aBrowserWithoutCookiesGetsTheTokenIntoItsUrlAndNeverALoop() {
        HttpResponse<String> first = world.get("/live/demo/page.html", "Accept", HTML);
        HttpResponse<String> second = world.get(header(first, "Location"), "Accept", HTML);
        assertThat(second.statusCode()).isEqualTo(303);
        assertThat(header(second, "Location")).startsWith("/live/demo/page.html?sluice=s1.k1.");

        HttpResponse<String> third = world.get(header(second, "Location"), "Accept", HTML);
        assertThat(third.statusCode()).isEqualTo(200);
        assertThat(header(third, "Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(ORIGIN.last().uri()).isEqualTo("/base/page.html");
        assertThat(world.store().used("demo")).isEqualTo(1);
    }

    @Test
    void anOldTokenInABookmarkDoesNotHideTheSessionOfTheCookie() {
        String old = header(world.ask("POST", "/.sluice/demo/tickets"), "Sluice-Session");
        world.ask("DELETE", "/.sluice/demo/session", "Sluice-Session", old);
        String current = header(world.ask("POST", "/.sluice/demo/tickets"), "Sluice-Session");

        HttpResponse<String> page =
                world.get("/live/demo/page.html?sluice=" + old, "Accept", HTML, "Cookie", "sluice-s-demo=" + current);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).isEqualTo("<h1>hello</h1>");
    }

    @Test
    void whoeverDoesNotFitGetsTheWaitingPageAndKeepsThePlaceByItsCookie() {
        world.get("/live/demo/page.html", "Accept", HTML);

        HttpResponse<String> waiting = world.get("/live/demo/page.html", "Accept", HTML);
        assertThat(waiting.statusCode()).isEqualTo(200);
        assertThat(header(waiting, "Cache-Control")).isEqualTo("private, no-store");
        assertThat(header(waiting, "X-Robots-Tag")).isEqualTo("noindex");
        String ticket = cookie(waiting, "sluice-t-demo").orElseThrow();
        assertThat(ticket).startsWith("t1.k1.");

        HttpResponse<String> again =
                world.get("/live/demo/page.html", "Accept", HTML, "Cookie", "sluice-t-demo=" + ticket);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(cookie(again, "sluice-t-demo")).isPresent();
        assertThat(world.store().calls()).containsExactly("admit", "admit");
    }

    @Test
    void withoutCookiesAndScriptsEachReloadKeepsTheTicketAndMakesNoGhost() {
        world.get("/live/demo/page.html", "Accept", HTML);
        String first = world.get("/live/demo/page.html?a=b", "Accept", HTML).body();
        String second = world.get(refresh(first), "Accept", HTML).body();
        String third = world.get(refresh(second), "Accept", HTML).body();

        assertThat(refresh(first)).startsWith("/live/demo/page.html?a=b&sluice=t1.k1.");
        assertThat(List.of(first, second, third))
                .allSatisfy(page -> assertThat(page).contains(" data-position=\"1\""));
        assertThat(List.of(second, third))
                .allSatisfy(page -> assertThat(ticket(page)).isEqualTo(ticket(first)));
        assertThat(world.store().calls()).as("one slot, one ticket").containsExactly("admit", "admit");
    }

    @Test
    void aPathThatLooksLikeAnotherHostStaysOnOurs() {
        world.policies().put("demo", "{'origin':'" + ORIGIN.uri() + "','capacity':1,'hosts':['127.0.0.1']}");
        String path = "//evil.example/page.html";
        HttpResponse<String> redirect = world.get(world.site() + path, "Accept", HTML);
        assertThat(header(redirect, "Location")).startsWith("/.//evil.example/page.html?sluice=");
        String waiting = world.get(world.site() + path, "Accept", HTML).body();
        assertThat(refresh(waiting)).startsWith("/.//evil.example/page.html?sluice=");
        ORIGIN.serve(path, "text/html", "found");
        assertThat(world.get(header(redirect, "Location")).body()).isEqualTo("found");
    }

    private static String refresh(String page) {
        Matcher refresh = Pattern.compile("http-equiv=\"refresh\" content=\"\\d+;url=([^\"]*)\"")
                .matcher(page);
        assertThat(refresh.find()).as("a refresh with a URL in %s", page).isTrue();
        return refresh.group(1).replace("&amp;", "&").replace("&#x3D;", "=");
    }

    /** What the page's token begins with: the queue's life and the ticket's number, sixteen bytes. */
    private static String ticket(String page) {
        Matcher ticket =
                Pattern.compile(" data-ticket=\"(t1\\.k1\\.[^\"]{21})[^\"]+\"").matcher(page);
        assertThat(ticket.find()).isTrue();
        return ticket.group(1);
    }

    @Test
    void anAppGetsATicketDocument() {
        world.get("/live/demo/page.html", "Accept", HTML);

        HttpResponse<String> document = world.get("/live/demo/page.html", "Accept", "application/json");

        assertThat(document.statusCode()).isEqualTo(200);
        assertThat(header(document, "Content-Type")).isEqualTo("application/json");
        assertThat(document.body())
                .contains("\"state\":\"waiting\"", "\"stream\":\"demo\"", "\"position\":1", "\"ahead\":0")
                .contains("\"nextPollAt\":\"", "\"retryAfter\":", "\"ticket\":\"t1.");
    }

    @Test
    void aPlayerThatGetsInIsToldOfTheSamePlaylistWithItsToken() {
        HttpResponse<String> first = world.get("/live/demo/index.m3u8");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(header(first, "Cache-Control")).isEqualTo("private, no-store");
        String[] lines = first.body().split("\n", -1);
        assertThat(lines[0]).isEqualTo("#EXTM3U");
        assertThat(lines[1]).startsWith("#EXT-X-STREAM-INF:BANDWIDTH=");
        assertThat(lines[2]).startsWith("/live/demo/index.m3u8?sluice=s1.k1.");

        HttpResponse<String> media = world.get(lines[2]);
        assertThat(media.statusCode()).isEqualTo(200);
        String[] child = media.body().split("\n", -1);
        assertThat(child[3]).startsWith("seg1.ts?sluice=s1.k1.");
        assertThat(child[5]).startsWith("/live/demo/seg2.ts?sluice=s1.k1.");

        HttpResponse<String> segment = world.get("/live/demo/" + child[3]);
        assertThat(segment.body()).isEqualTo("segment one");
        assertThat(ORIGIN.last().uri()).isEqualTo("/base/seg1.ts");
        assertThat(world.store().used("demo")).isEqualTo(1);
        assertThat(world.store().calls()).containsExactly("admit", "renew CONFIRM");
    }

    @Test
    void aPlayerThatDoesNotFitIsToldWhereTicketsAreAndGetsNone() {
        world.get("/live/demo/page.html", "Accept", HTML);
        world.store().forgetCalls();

        HttpResponse<String> busy = world.get("/live/demo/index.m3u8");

        assertThat(busy.statusCode()).isEqualTo(503);
        assertThat(header(busy, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(Integer.parseInt(header(busy, "Retry-After"))).isPositive();
        assertThat(busy.body())
                .contains("\"tickets\":\"/.sluice/demo/tickets\"")
                .doesNotContain("t1.");
        assertThat(busy.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(world.store().calls()).isEmpty();
    }

    @Test
    void anObjectThatNeedsNoPlaylistHoldsItsSlotForAsLongAsItsBody() {
        HttpResponse<String> song = world.get("/live/demo/song.mp3");

        assertThat(song.body()).isEqualTo("a song");
        await().untilAsserted(() -> assertThat(world.store().calls()).containsExactly("admit", "release"));
        assertThat(world.store().used("demo")).isZero();
    }

    @Test
    void anOriginThatHasNoSuchPlaylistCostsNobodyASlot() {
        HttpResponse<String> missing = world.get("/live/demo/missing.m3u8");

        assertThat(missing.statusCode()).isEqualTo(404);
        await().untilAsserted(() -> assertThat(world.store().used("demo")).isZero());
    }

    @Test
    void aPlayerIsNotSentForATicketWhereThereAreNone() {
        world.policies().put("demo", "{'origin':'" + ORIGIN.uri() + "','capacity':0,'gate':'reject'}");
        String full = world.get("/live/demo/seg.ts").body();
        assertThat(full).contains("urn:sluice:problem:full", "has no queue").doesNotContain("tickets");
        world.policies().put("demo", "{'origin':'" + ORIGIN.uri() + "','capacity':0,'gate':'maintenance'}");
        String closed = world.get("/live/demo/seg.ts").body();
        assertThat(closed).contains("urn:sluice:problem:maintenance").doesNotContain("tickets");
        world.policies().put("demo", "{'origin':'" + ORIGIN.uri() + "','capacity':0}");
        assertThat(world.get("/live/demo/seg.ts").body())
                .contains("urn:sluice:problem:waiting", "/.sluice/demo/tickets");
    }

    @Test
    void aPlayerReadsTheOperatorsMessageInWhateverRefusesIt() {
        String settings = "{'origin':'" + ORIGIN.uri() + "','capacity':0,'message':'Back at nine','gate':'%s'}";
        for (String gate : List.of("auto", "hold", "reject", "maintenance")) {
            world.policies().put("demo", String.format(settings, gate));
            HttpResponse<String> refused = world.get("/live/demo/seg.ts");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("urn:sluice:problem:", "\"message\":\"Back at nine\"");
        }
        world.policies().put("demo", String.format(settings, "auto"));
        String ticket = world.ask("POST", "/.sluice/demo/tickets")
                .headers()
                .firstValue("Sluice-Ticket")
                .orElseThrow();
        assertThat(world.get("/live/demo/seg.ts", "Sluice-Ticket", ticket).body())
                .contains("It is not your turn yet", "\"message\":\"Back at nine\"");
    }

    @Test
    void headWithoutASessionTellsNoLengthThatItDoesNotKnow() {
        for (String path : List.of("/live/demo/index.m3u8", "/live/demo/art.svg", "/live/demo/nonexistent.mp3")) {
            HttpResponse<String> head = world.ask("HEAD", path);
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.headers().map()).doesNotContainKey("content-length");
        }
        world.policies().put("demo", "{'origin':'" + ORIGIN.uri() + "','capacity':0}");
        assertThat(world.ask("HEAD", "/live/demo/seg.ts")
                        .headers()
                        .firstValueAsLong("Content-Length")
                        .orElse(0))
                .as("that of a problem is known")
                .isPositive();
    }

    @Test
    void headTakesNeitherSlotNorTicket() {
        HttpResponse<String> head = world.ask("HEAD", "/live/demo/index.m3u8");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(ORIGIN.seen()).isEmpty();
        world.get("/live/demo/page.html", "Accept", HTML);
        assertThat(world.ask("HEAD", "/live/demo/index.m3u8").statusCode()).isEqualTo(503);
        assertThat(world.store().calls()).containsExactly("admit");
    }
}
