package dev.sluice.gateway.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import dev.sluice.config.policy.StreamId;
import dev.sluice.gateway.pages.FakeGateway.Answer;
import dev.sluice.gateway.pages.FakeGateway.Asked;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class WaitingPageIT {

    private static final String POLL = "GET /.sluice/demo/ticket";
    private static final String WANTED = "GET /listen/demo";

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @RegisterExtension
    final FakeGateway gateway = new FakeGateway();

    @BeforeEach
    void aFullStream() {
        gateway.answers(WANTED, () -> Answer.of(page(Standing.WAITING, 1204, null)));
        gateway.tickets(Documents.waiting(1204, "PT40S", "PT70S"));
    }

    @Test
    void positionAheadAndWaitChangeWithoutAReload() {
        Page page = open();
        assertThat(page.locator("#position")).hasText("1,204");
        assertThat(page.locator("#wait")).hasText("about 1 to 2 minutes");
        gateway.tickets(Documents.waiting(7, "PT10S", "PT30S"));
        assertThat(page.locator("#position")).hasText("7");
        assertThat(page.locator("#ahead")).hasText("6");
        assertThat(page.locator("#wait")).hasText("less than a minute");
        assertThat(page).hasTitle("#7 in the queue – Night of the Whales");
        assertThat(gateway.asked(WANTED)).hasSize(1);
    }

    @Test
    void itAsksForJsonAsOftenAsTheServerSays() {
        Page page = open();
        assertThat(page.locator("#checked")).containsText("Last checked at");
        await().until(() -> gateway.asked(POLL).size() >= 3);
        assertThat(gateway.asked(POLL))
                .allSatisfy(poll -> assertThat(poll.headers())
                        .containsEntry("accept", "application/json")
                        .doesNotContainKey("sluice-ticket"));
    }

    @Test
    void withoutScriptsItReloadsItself() {
        Page page = chromium.open(new Browser.NewContextOptions().setJavaScriptEnabled(false));
        page.navigate(gateway.url("/listen/demo"));
        assertThat(page.locator("#position")).hasText("1,204");
        assertThat(page.locator("noscript p")).containsText("reloads by itself every second");
        assertThat(page.locator("#actions")).isHidden();
        gateway.answers(WANTED, () -> Answer.of(page(Standing.CALLED, 1, null)));
        assertThat(page.locator("#lead")).hasText("You’re next");
        assertThat(gateway.asked(POLL)).isEmpty();
    }

    @Test
    void withoutScriptsAndCookiesItReloadsWithItsTicket() {
        gateway.answers(WANTED, () -> Answer.of(page(Standing.WAITING, 6, "t1.first")));
        Page page = chromium.open(new Browser.NewContextOptions().setJavaScriptEnabled(false));
        page.navigate(gateway.url("/listen/demo"));
        assertThat(page).hasURL(gateway.url("/listen/demo?sluice=t1.first"));
        assertThat(page.locator("#position")).hasText("6");
    }

    @Test
    void aBrowserThatCannotReadTheScriptReloadsWithItsTicketToo() {
        gateway.answers(WANTED, () -> Answer.of(page(Standing.WAITING, 6, "t1.first")));
        Page page = chromium.open();
        // As if the script that stops the timer had not run.
        page.addInitScript("window.clearTimeout = () => {}");
        page.navigate(gateway.url("/listen/demo"));
        assertThat(page).hasURL(gateway.url("/listen/demo?sluice=t1.first"));
    }

    @Test
    void itSaysWhoIsNextAndEntersByItself() {
        Page page = open();
        gateway.tickets(Documents.called());
        assertThat(page.locator("#lead")).hasText("You’re next");
        assertThat(page).hasTitle("You’re next – Night of the Whales");
        assertThat(page.locator("#say")).containsText("You’re next");
        gateway.answers(WANTED, () -> Answer.of(FakeGateway.PAGES.ended(programme(null))));
        gateway.tickets(Documents.admitted());
        assertThat(page).hasTitle("Ended – Night of the Whales");
        assertThat(page).hasURL(gateway.url("/listen/demo"));
        assertThat(gateway.asked(WANTED)).hasSize(2);
    }

    @Test
    void aPageThatIsSentBackTriesTheTokenAndThenStops() {
        Page page = open();
        gateway.tickets(Documents.admitted());
        assertThat(page.locator("#note")).containsText("Your browser may be blocking cookies");
        assertThat(page.locator("#link")).isVisible();
        assertThat(gateway.asked(WANTED).stream().map(Asked::query)).containsExactly("", "", "sluice=s1.abc");
    }

    @Test
    void aBrowserWithoutTheCookieShowsItsTicketInAHeader() {
        gateway.answers(
                POLL,
                asked -> asked.headers().containsKey("sluice-ticket")
                        ? Answer.json(200, Documents.waiting(5, "PT10S", "PT30S"))
                        : Answer.json(401, "{\"status\":401}"));
        gateway.answers(WANTED, () -> Answer.of(page(Standing.WAITING, 6, "t1.first")));
        Page page = open();
        assertThat(page.locator("#position")).hasText("5");
        await().until(() -> gateway.asked(POLL).size() >= 3);
        List<Asked> polls = gateway.asked(POLL);
        assertThat(polls.get(1).headers()).containsEntry("sluice-ticket", "t1.first");
        assertThat(polls.get(2).headers()).containsEntry("sluice-ticket", "t1.5");
    }

    @Test
    void whenTheStreamEndsItSaysSoAndAsksNoMore() {
        Page page = open();
        gateway.answers(POLL, () -> Answer.json(410, Documents.ended()));
        assertThat(page.locator("#lead")).hasText("The programme is over");
        assertThat(page).hasTitle("Ended – Night of the Whales");
        int polls = gateway.asked(POLL).size();
        page.evaluate("for (const e of ['focus','online','pageshow']) dispatchEvent(new Event(e))");
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(5))
                .until(() -> gateway.asked(POLL).size() == polls);
    }

    @Test
    void somebodyWhoLooksAgainIsAnsweredAtOnce() {
        gateway.tickets(Documents.waiting(1204, "PT40S", "PT70S").replace("\"retryAfter\":1", "\"retryAfter\":600"));
        Page page = open();
        // The page came with an answer: it does not ask before its time.
        assertThat(gateway.asked(POLL)).isEmpty();
        await().until(() -> gateway.asked(POLL).size() == 1);
        await().during(Duration.ofSeconds(6))
                .atMost(Duration.ofSeconds(8))
                .until(() -> gateway.asked(POLL).size() == 1);
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
        await().atMost(Duration.ofSeconds(3)).until(() -> gateway.asked(POLL).size() == 2);
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(4))
                .until(() -> gateway.asked(POLL).size() == 2);
    }

    @Test
    void aLidThatWasClosedForAnHourIsNoticedAsItOpens() {
        gateway.tickets(Documents.waiting(1204, "PT40S", "PT70S").replace("\"retryAfter\":1", "\"retryAfter\":600"));
        Page page = chromium.open();
        // The browser's clock can be moved in pages, not in workers.
        page.addInitScript("delete window.Worker");
        page.clock().install();
        page.navigate(gateway.url("/listen/demo"));
        page.clock().runFor(1_500);
        await().until(() -> gateway.asked(POLL).size() == 1);
        assertThat(page.locator("#checked")).containsText("Last checked at");
        // Asleep: the time of day goes on, timers do not.
        page.clock().setSystemTime(System.currentTimeMillis() + 3_600_000);
        page.clock().runFor(6_000);
        await().until(() -> gateway.asked(POLL).size() == 2);
    }

    @Test
    void pollsComeFromAWorkerSoThatABackgroundTabKeepsItsPlace() {
        Page page = chromium.open();
        page.waitForWorker(() -> page.navigate(gateway.url("/listen/demo")));
        assertThat(page.locator("#checked")).containsText("Last checked at");
        assertThat(page.workers()).hasSize(1);
        // From here on the page itself could not ask.
        page.evaluate("window.fetch = null");
        int polls = gateway.asked(POLL).size();
        await().until(() -> gateway.asked(POLL).size() >= polls + 2);
    }

    @Test
    void withoutWorkersThePageAsksItself() {
        Page page = chromium.open();
        page.addInitScript("delete window.Worker");
        page.navigate(gateway.url("/listen/demo"));
        assertThat(page.locator("#checked")).containsText("Last checked at");
        assertThat(page.workers()).isEmpty();
    }

    @Test
    void aRefusalThatNamesATimeIsTakenAtItsWord() {
        gateway.answers(POLL, () -> new Answer(429, Map.of("Retry-After", "300"), ByteBuffer.allocate(0)));
        Page page = open();
        assertThat(page.locator("#trouble")).containsText(Pattern.compile("in about 3\\d\\d seconds"));
        assertThat(gateway.asked(POLL)).hasSize(1);
    }

    @Test
    void aLostTicketOffersToJoinAnew() {
        Page page = open();
        gateway.answers(POLL, () -> Answer.json(401, "{\"status\":401}"));
        assertThat(page.locator("#lead")).hasText("Your place has lapsed");
        assertThat(page.locator("#link")).hasText("Join the queue");
        gateway.tickets(Documents.waiting(2000, "PT40S", "PT70S"));
        page.locator("#link").click();
        assertThat(page.locator("#position")).hasText("2,000");
    }

    @Test
    void leavingAsksFirstThenGivesThePlaceUpAndStops() {
        gateway.answers("DELETE /.sluice/demo/ticket", () -> Answer.empty(204));
        Page page = open();
        page.locator("#leave").click();
        assertThat(page.locator("#leaveNo")).isFocused();
        page.keyboard().press("Escape");
        assertThat(page.locator("#leave")).isFocused();
        page.locator("#leave").click();
        page.locator("#leaveYes").click();
        assertThat(page.locator("#lead")).hasText("You left the queue");
        assertThat(page.locator("#link")).isFocused();
        assertThat(gateway.asked("DELETE /.sluice/demo/ticket"))
                .singleElement()
                .satisfies(asked -> assertThat(asked.headers()).containsEntry("origin", gateway.url("")));
        int polls = gateway.asked(POLL).size();
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(5))
                .until(() -> gateway.asked(POLL).size() == polls);
    }

    @Test
    void noConsoleMessageSpeaksOfTheContentSecurityPolicy() {
        Page page = chromium.open();
        List<String> messages = new java.util.concurrent.CopyOnWriteArrayList<>();
        page.onConsoleMessage(message -> messages.add(message.text()));
        page.navigate(gateway.url("/listen/demo"));
        assertThat(page.locator("#checked")).containsText("Last checked at");
        assertThat(messages).isEmpty();
    }

    private Page open() {
        Page page = chromium.open();
        page.navigate(gateway.url("/listen/demo"));
        return page;
    }

    static dev.sluice.gateway.pages.Page page(Standing standing, long position, @Nullable String ticket) {
        return FakeGateway.PAGES.waiting(new WaitingPage(
                programme(null),
                new Place(standing, position, position - 1, null),
                Duration.ofSeconds(1),
                "/listen/demo",
                ticket));
    }

    static Programme programme(@Nullable String message) {
        return new Programme(new StreamId("demo"), "Night of the Whales", null, message, List.of());
    }
}
