package dev.sluice.gateway.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import dev.sluice.gateway.pages.FakeGateway.Answer;
import dev.sluice.gateway.pages.FakeGateway.Asked;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The listener page in a browser that lets pages play, against a live stream. */
final class ListenPageIT {

    private static final String STILL_HERE = "POST /.sluice/demo/session";
    private static final String LEAVE = "DELETE /.sluice/demo/session";
    private static final String CLOSING = "POST /.sluice/demo/session/closing";
    private static final String LISTEN = "GET /listen/demo";

    @RegisterExtension
    final LiveHls live = new LiveHls();

    @RegisterExtension
    final Chromium chromium = new Chromium("--autoplay-policy=no-user-gesture-required");

    @RegisterExtension
    final FakeGateway gateway = new FakeGateway();

    @BeforeEach
    void aListenerWithASession() {
        gateway.answers(LISTEN, () -> Answer.of(listen(60, 300, null)));
        gateway.answers(STILL_HERE, () -> Answer.empty(204));
        gateway.answers(LEAVE, () -> Answer.empty(204));
        gateway.answers(CLOSING, () -> Answer.empty(204));
        mediaIsThere();
    }

    @Test
    void itPlaysTheLiveStreamByItself() {
        Page page = chromium.open();
        List<String> console = new CopyOnWriteArrayList<>();
        page.onConsoleMessage(message -> console.add(message.text()));
        page.navigate(gateway.url("/listen/demo"));
        assertThat(page.locator("#state")).hasText("Live");
        double from = time(page);
        await().atMost(Duration.ofSeconds(20)).until(() -> time(page) > from + 5);
        assertThat(page.locator("#state")).hasText("Live");
        assertThat(page.evaluate("navigator.mediaSession.metadata.title")).isEqualTo("Night of the Whales");
        assertThat(console).isEmpty();
    }

    @Test
    void withoutMediaSourceExtensionsTheBrowserPlaysItself() {
        Page page = chromium.open();
        page.addInitScript("delete window.MediaSource; delete window.ManagedMediaSource");
        page.navigate(gateway.url("/listen/demo"));
        assertThat(page.locator("#state")).hasText("Live");
        double from = time(page);
        await().atMost(Duration.ofSeconds(20)).until(() -> time(page) > from + 2);
        assertThat(gateway.asked().stream().map(Asked::path)).noneMatch(path -> path.contains("hls.js"));
    }

    @Test
    void withoutScriptsItOffersTheBrowsersOwnPlayerAndPromisesNothingElse() {
        Page page = chromium.open(new Browser.NewContextOptions().setJavaScriptEnabled(false));
        page.navigate(gateway.url("/listen/demo"));
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "looks", "listen-noscript.png")));

        assertThat(page.locator("#state")).isHidden();
        assertThat(page.locator("noscript p")).containsText("needs scripts");
        assertThat(page.locator("noscript audio")).isVisible();
        for (String each : List.of("noscript p", "noscript audio")) {
            assertThat(page.locator(each).boundingBox().x)
                    .as("%s stands where the title does", each)
                    .isEqualTo(page.locator("h1").boundingBox().x);
        }
    }

    @Test
    void theAddressIsOneThatMayBeSentToOthers() {
        Page page = chromium.open();
        page.navigate(gateway.url("/listen/demo?lang=en&sluice=c1.abc"));
        assertThat(page).hasURL(gateway.url("/listen/demo?lang=en"));
        assertThat(page.locator("#state")).hasText("Live");
    }

    @Test
    void withoutCookiesEveryCallCarriesTheToken() {
        gateway.answers(LISTEN, () -> Answer.of(listen(60, 300, "s1.abc")));
        Page page = open();
        assertThat(page.locator("#state")).hasText("Live");
        assertThat(gateway.asked("GET /live/demo/index.m3u8"))
                .allSatisfy(asked -> assertThat(asked.query()).isEqualTo("sluice=s1.abc"));
        page.locator("#leave").click();
        await().until(() -> !gateway.asked(LEAVE).isEmpty());
        assertThat(gateway.asked(LEAVE).get(0).headers()).containsEntry("sluice-session", "s1.abc");
    }

    @Test
    void aPausedListenerKeepsThePlaceForABoundedWhile() {
        gateway.answers(LISTEN, () -> Answer.of(listen(60, 4, null)));
        Page page = open();
        assertThat(page.locator("#state")).hasText("Live");
        page.locator("#toggle").click();
        assertThat(page.locator("#state")).hasText("Paused");
        await().until(() -> gateway.asked(STILL_HERE).size() >= 2);
        assertThat(page.locator("#state")).hasText("You’re no longer connected");
        assertThat(page.locator("#listen")).hasText("Listen again");
        await().until(() -> gateway.asked(LEAVE).size() == 1);
        staysSilent();
        page.locator("#listen").click();
        assertThat(page.locator("#state")).hasText("Live");
    }

    @Test
    void whoGoesOnAfterAPauseHearsWhatIsLiveNow() {
        Page page = open();
        assertThat(page.locator("#state")).hasText("Live");
        page.locator("#toggle").click();
        assertThat(page.locator("#state")).hasText("Paused");
        await().until(() -> gateway.asked(STILL_HERE).size() >= 3);
        int media = gateway.asked("GET /live/demo/index.m3u8").size();
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(5))
                .until(() -> gateway.asked("GET /live/demo/index.m3u8").size() == media);
        page.locator("#toggle").click();
        assertThat(page.locator("#state")).hasText("Live");
        double from = time(page);
        await().until(() -> time(page) > from + 2);
        assertThat(gateway.asked(LEAVE)).isEmpty();
    }

    @Test
    void whoseLeaseIsLostGoesBackToTheLineByItselfAndKeepsTheVolume() {
        Page page = open();
        assertThat(page.locator("#state")).hasText("Live");
        page.locator("#volume").fill("35");
        gateway.answers(LISTEN, () -> Answer.of(WaitingPageIT.page(Standing.WAITING, 9, null)));
        gateway.tickets(Documents.waiting(9, "PT10S", "PT30S"));
        mediaIs(503);
        gateway.answers(STILL_HERE, () -> Answer.json(401, "{\"status\":401}"));
        assertThat(page.locator("#position")).hasText("9");
        gateway.answers(LISTEN, () -> Answer.of(listen(60, 300, null)));
        gateway.answers(STILL_HERE, () -> Answer.empty(204));
        mediaIsThere();
        gateway.tickets(Documents.admitted());
        assertThat(page.locator("#state")).hasText("Live");
        assertThat(page.locator("#volume")).hasValue("35");
        assertThat(page.evaluate("document.getElementById('audio').volume")).isEqualTo(0.35);
        assertThat(gateway.asked(CLOSING)).isEmpty();
    }

    @Test
    void aPlaylistThatBecomesTheLinesPageMeansTheSame() {
        Page page = open();
        assertThat(page.locator("#state")).hasText("Live");
        gateway.answers(LISTEN, () -> Answer.of(WaitingPageIT.page(Standing.WAITING, 9, null)));
        gateway.tickets(Documents.waiting(9, "PT10S", "PT30S"));
        gateway.serves("GET /live/demo/", asked -> Answer.of(WaitingPageIT.page(Standing.WAITING, 9, null)));
        gateway.answers(STILL_HERE, () -> Answer.json(200, Documents.waiting(9, "PT10S", "PT30S")));
        assertThat(page.locator("#position")).hasText("9");
    }

    @Test
    void whoLosesThePlaceAgainAndAgainIsNotSentInCircles() {
        gateway.answers(STILL_HERE, () -> Answer.json(401, "{\"status\":401}"));
        mediaIs(503);
        Page page = open();
        assertThat(page.locator("#detail")).containsText("stopped trying by itself");
        assertThat(gateway.asked(LISTEN)).hasSize(4);
        staysSilent();
    }

    @Test
    void whenTheStreamEndsItSaysSoAndAsksNoMore() {
        Page page = open();
        assertThat(page.locator("#state")).hasText("Live");
        mediaIs(410);
        gateway.answers(STILL_HERE, () -> Answer.json(410, Documents.ended()));
        assertThat(page.locator("#state")).hasText("The programme is over");
        assertThat(page).hasTitle("Ended – Night of the Whales");
        staysSilent();
    }

    @Test
    void anOriginThatFailsIsTriedAgainEverMoreSeldomAndThenPlaysOn() {
        Page page = open();
        assertThat(page.locator("#state")).hasText("Live");
        mediaIs(502);
        assertThat(page.locator("#state")).hasText("Reconnecting…");
        int before = gateway.asked().size();
        await().during(Duration.ofSeconds(8)).atMost(Duration.ofSeconds(10)).until(() -> true);
        // At most one try and one question each after 1, 2 and 4 seconds, and what was under way.
        assertThat(gateway.asked().size() - before).isLessThanOrEqualTo(14);
        mediaIsThere();
        assertThat(page.locator("#state")).hasText("Live");
        double from = time(page);
        await().atMost(Duration.ofSeconds(20)).until(() -> time(page) > from + 2);
        assertThat(gateway.asked(LISTEN)).hasSize(1);
    }

    @Test
    void anOriginThatIsDownAtTheStartIsWaitedFor() {
        mediaIs(504);
        Page page = open();
        assertThat(page.locator("#state")).hasText("Reconnecting…");
        mediaIsThere();
        assertThat(page.locator("#state")).hasText("Live");
    }

    @Test
    void aSegmentThatFailsIsNoReasonToStop() {
        Page page = open();
        assertThat(page.locator("#state")).hasText("Live");
        gateway.serves("GET /live/demo/", asked -> asked.path().endsWith(".m3u8") ? file(asked) : Answer.empty(500));
        assertThat(page.locator("#state")).hasText("Reconnecting…");
        mediaIsThere();
        assertThat(page.locator("#state")).hasText("Live");
        double from = time(page);
        await().atMost(Duration.ofSeconds(20)).until(() -> time(page) > from + 2);
    }

    @Test
    void leavingFreesThePlaceAtOnce() {
        Page page = open();
        assertThat(page.locator("#state")).hasText("Live");
        page.locator("#leave").click();
        assertThat(page.locator("#state")).hasText("You left");
        assertThat(page.locator("#listen")).isFocused();
        await().until(() -> gateway.asked(LEAVE).size() == 1);
        staysSilent();
        page.navigate("about:blank");
        assertThat(gateway.asked(CLOSING)).isEmpty();
    }

    @Test
    void aPageThatClosesSaysSoAndNamesItsOrigin() {
        Page page = open();
        assertThat(page.locator("#state")).hasText("Live");
        page.navigate("about:blank");
        await().until(() -> gateway.asked(CLOSING).size() == 1);
        assertThat(gateway.asked(CLOSING).get(0).headers()).containsEntry("origin", gateway.url(""));
    }

    @Test
    void aPageThatComesBackAsksForItsPlaceAndPlaysOn() {
        Page page = open();
        assertThat(page.locator("#state")).hasText("Live");
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
        await().until(() -> gateway.asked(CLOSING).size() == 1);
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
        await().until(() -> !gateway.asked(STILL_HERE).isEmpty());
        assertThat(page.locator("#state")).hasText("Live");
        double from = time(page);
        await().atMost(Duration.ofSeconds(20)).until(() -> time(page) > from + 2);
    }

    private void staysSilent() {
        int asked = gateway.asked().size();
        await().during(Duration.ofSeconds(4))
                .atMost(Duration.ofSeconds(6))
                .until(() -> gateway.asked().size() <= asked + 1);
        int later = gateway.asked().size();
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(3))
                .until(() -> gateway.asked().size() == later);
    }

    private Answer file(Asked asked) {
        return live.file(asked.path().substring("/live/demo/".length()));
    }

    private void mediaIsThere() {
        gateway.serves("GET /live/demo/", this::file);
    }

    private void mediaIs(int status) {
        gateway.serves("GET /live/demo/", asked -> Answer.empty(status));
    }

    private Page open() {
        Page page = chromium.open();
        page.navigate(gateway.url("/listen/demo"));
        return page;
    }

    private static double time(Page page) {
        return ((Number) page.evaluate("document.getElementById('audio').currentTime")).doubleValue();
    }

    static dev.sluice.gateway.pages.Page listen(int startHold, int pauseHold, @Nullable String session) {
        ListenPage.Holds holds = new ListenPage.Holds(Duration.ofSeconds(startHold), Duration.ofSeconds(pauseHold));
        return FakeGateway.PAGES.listen(
                new ListenPage(WaitingPageIT.programme(null), "index.m3u8", Duration.ofSeconds(4), holds, session));
    }
}
