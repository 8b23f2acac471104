package dev.sluice.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.StreamId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

final class PagesTest {

    private static final Pages PAGES = new Pages();
    private static final String HOSTILE = "<script>alert(1)</script>\"'&{{t}}";
    private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);
    private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);

    @ParameterizedTest
    @MethodSource("all")
    void everyPageIsPrivateAndNotIndexed(Page page) {
        assertThat(page.headers())
                .containsEntry("Content-Type", "text/html;charset=UTF-8")
                .containsEntry("Cache-Control", "private, no-store")
                .containsEntry("X-Robots-Tag", "noindex")
                .containsEntry("Referrer-Policy", "no-referrer");
        assertThat(page.html()).startsWith("<!doctype html>").contains("<html lang=\"en\"");
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyScriptAndStyleIsAllowedByItsHashAndByNothingElse(Page page) {
        String policy = page.headers().getOrDefault("Content-Security-Policy", "");
        assertThat(policy).startsWith("default-src 'none'").doesNotContain("unsafe");
        Stream.of(SCRIPT, STYLE)
                .map(pattern -> pattern.matcher(page.html()))
                .flatMap(Matcher::results)
                .forEach(element -> assertThat(policy)
                        .contains("'" + Resource.hash(element.group(1).getBytes(StandardCharsets.UTF_8)) + "'"));
        assertThat(page.html()).doesNotContain("style=\"").doesNotContainPattern("<[^>]+ on[a-z]+=");
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatAnOperatorOrAListenerWroteIsTextOnly(Page page) {
        assertThat(page.html()).doesNotContain("<script>alert");
    }

    @ParameterizedTest
    @MethodSource("all")
    void nothingComesFromElsewhereAndNoPlaceholderIsLeft(Page page) {
        assertThat(page.html())
                .doesNotContainPattern("<(script|link|iframe)[^>]+(src|href)=\"(?!data:)")
                .doesNotContain("{{>")
                .doesNotContain("{{{");
    }

    /** Also the first of its kind: whatever it reads then blocks an event loop, which BlockHound refuses. */
    @Test
    void aPageIsMadeWithoutReadingAnything() {
        Pages fresh = new Pages();
        Page page = Mono.fromCallable(() -> fresh.ended(programme()))
                .subscribeOn(Schedulers.parallel())
                .block();
        assertThat(page).isNotNull();
    }

    @Test
    void theWaitingPageIsSmall() {
        Programme programme = new Programme(new StreamId("demo"), "Night of the Whales", null, "Hello", List.of());
        Place place = new Place(Standing.WAITING, 1_000_000, 999_999, null);
        String html = PAGES.waiting(new WaitingPage(programme, place, Duration.ofSeconds(45), "/listen/demo", null))
                .html();
        assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(20 * 1024);
    }

    @Test
    void theWaitingPageReloadsWithoutScriptsAtTheServersInterval() {
        String html = PAGES.waiting(waiting(null, "/listen/demo")).html();
        assertThat(html).contains("<noscript><meta http-equiv=\"refresh\" content=\"3\"></noscript>");
        assertThat(html).contains("every 3 seconds").doesNotContain("data-again=");
    }

    @Test
    void whereTheCookieIsNotProvenTheReloadTakesTheTicketAlong() {
        String html =
                PAGES.waiting(waiting("t1.k1.x", "/live/demo/\"><b>?a=b&c")).html();
        String again = "/live/demo/&quot;&gt;&lt;b&gt;?a&#x3D;b&amp;c&amp;sluice&#x3D;t1.k1.x\"";
        assertThat(html)
                .contains("<noscript><meta http-equiv=\"refresh\" content=\"3;url=" + again + "></noscript>")
                .contains(" data-again=\"" + again + ">");
    }

    @Test
    void theWaitingPageTellsPlacePeopleAheadAndWait() {
        WaitBand band = new WaitBand(Duration.ofSeconds(40), Duration.ofSeconds(70));
        String html = PAGES.waiting(waiting(Standing.WAITING, band)).html();
        assertThat(html)
                .contains("<dd id=\"position\">1,204</dd>")
                .contains("<dd id=\"ahead\">1,203</dd>")
                .contains("<dd id=\"wait\">about 1 to 2 minutes</dd>")
                .contains("<title>#1,204 in the queue – ");
    }

    @ParameterizedTest
    @CsvSource({
        "WAITING,You’re in the queue",
        "CALLED,You’re next",
        "HOLD,The queue is paused",
        "REJECT,The queue is paused",
        "MAINTENANCE,Back in a moment",
        "STORE_LOST,You keep your place"
    })
    void eachStandingHasItsOwnWords(Standing standing, String lead) {
        assertThat(PAGES.waiting(waiting(standing, null)).html()).contains("<h2 id=\"lead\">" + lead + "</h2>");
    }

    @Test
    void statusesAreThoseOfTheContract() {
        Duration retry = Duration.ofMillis(1500);
        assertThat(PAGES.waiting(waiting(Standing.HOLD, null)).status()).isEqualTo(200);
        assertThat(PAGES.ended(programme()).status()).isEqualTo(410);
        assertThat(PAGES.ended(programme()).headers()).doesNotContainKey("Retry-After");
        for (Page page : List.of(
                PAGES.maintenance(programme(), retry),
                PAGES.refused(programme(), retry),
                PAGES.storeLost(programme(), retry))) {
            assertThat(page.status()).isEqualTo(503);
            assertThat(page.headers()).containsEntry("Retry-After", "2");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "404,There is nothing here",
        "418,That didn’t work",
        "503,Not available right now",
        "599,Something went wrong"
    })
    void anErrorSaysWhatItMeansAndWhatToQuote(int status, String lead) {
        Page page = PAGES.error(new ErrorPage(status, "req-1", null, null));
        assertThat(page.status()).isEqualTo(status);
        assertThat(page.html()).contains(">" + lead + "</h1>").contains("<code>req-1</code>");
    }

    @Test
    void otherSitesFrameAPageOnlyWhereThePolicySaysSo() {
        assertThat(PAGES.ended(programme()).headers().get("Content-Security-Policy"))
                .endsWith("frame-ancestors 'self' https://radio.example");
        Programme alone = new Programme(new StreamId("demo"), "Night", null, null, List.of());
        assertThat(PAGES.ended(alone).headers().get("Content-Security-Policy")).endsWith("frame-ancestors 'self'");
    }

    @Test
    void thePlayerHasItsVersionInItsPathAndIsKeptForEver() {
        Asset player = PAGES.asset("/.sluice/assets/hls.js/1.4.12/hls.min.js").orElseThrow();
        assertThat(player.headers()).containsEntry("Cache-Control", "public, max-age=31536000, immutable");
        assertThat(player.gzip().remaining()).isBetween(1, player.plain().remaining() / 2);
        assertThat(PAGES.asset("/.sluice/assets/hls.js/1.4.11/hls.min.js")).isEmpty();
        assertThat(PAGES.asset("/.sluice/assets/../messages.properties")).isEmpty();
    }

    private static Stream<Page> all() {
        Duration retry = Duration.ofSeconds(3);
        return Stream.of(
                PAGES.waiting(waiting(Standing.WAITING, null)),
                PAGES.listen(new ListenPage(
                        programme(),
                        "index.m3u8",
                        Duration.ofSeconds(45),
                        new ListenPage.Holds(Duration.ofSeconds(60), Duration.ofMinutes(5)),
                        HOSTILE)),
                PAGES.ended(programme()),
                PAGES.maintenance(programme(), retry),
                PAGES.refused(programme(), retry),
                PAGES.storeLost(programme(), retry),
                PAGES.error(new ErrorPage(502, HOSTILE, programme(), retry)),
                PAGES.error(new ErrorPage(404, HOSTILE, null, null)));
    }

    private static WaitingPage waiting(Standing standing, @Nullable WaitBand band) {
        return new WaitingPage(
                programme(), new Place(standing, 1204, 1203, band), Duration.ofMillis(2500), "/listen/demo", HOSTILE);
    }

    private static WaitingPage waiting(@Nullable String ticket, String wanted) {
        Place place = new Place(Standing.WAITING, 1204, 1203, null);
        return new WaitingPage(programme(), place, Duration.ofMillis(2500), wanted, ticket);
    }

    private static Programme programme() {
        return new Programme(
                new StreamId("demo"),
                HOSTILE,
                URI.create("https://pictures.example/a.png"),
                HOSTILE,
                List.of("https://radio.example"));
    }
}
