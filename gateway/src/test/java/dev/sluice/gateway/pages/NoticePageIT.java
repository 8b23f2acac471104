package dev.sluice.gateway.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import dev.sluice.gateway.pages.FakeGateway.Answer;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pages that say something and, where that helps, try again by themselves. */
final class NoticePageIT {

    private static final String WANTED = "GET /listen/demo";
    private static final String PROBE = "GET /.sluice/demo/status";

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @RegisterExtension
    final FakeGateway gateway = new FakeGateway();

    @Test
    void whoCannotBeLetInWhileTheStoreIsLostReadsWhyAndGetsInByItself() {
        gateway.answers(PROBE, () -> Answer.json(200, "{}"));
        storeLost(3);
        Page page = chromium.open();
        page.navigate(gateway.url("/listen/demo"));
        assertThat(page.locator("h2")).hasText("One moment, please");
        assertThat(page.locator("#next")).hasText(Pattern.compile("Checking again in \\d seconds?"));
        gateway.answers(WANTED, () -> Answer.of(WaitingPageIT.page(Standing.WAITING, 5, null)));
        assertThat(page.locator("#position")).hasText("5");
    }

    @Test
    void itDoesSoWithoutScriptsToo() {
        storeLost(1);
        Page page = chromium.open(new Browser.NewContextOptions().setJavaScriptEnabled(false));
        page.navigate(gateway.url("/listen/demo"));
        assertThat(page.locator("h2")).hasText("One moment, please");
        gateway.answers(WANTED, () -> Answer.of(WaitingPageIT.page(Standing.WAITING, 5, null)));
        assertThat(page.locator("#position")).hasText("5");
    }

    @Test
    void itStaysWhereItIsWhileNothingCanBeReached() {
        gateway.answers(PROBE, () -> Answer.json(200, "{}"));
        storeLost(1);
        Page page = chromium.open();
        page.navigate(gateway.url("/listen/demo"));
        assertThat(page.locator("h2")).hasText("One moment, please");
        page.context().setOffline(true);
        assertThat(page.locator("#next")).containsText("No connection");
        assertThat(gateway.asked(WANTED).size()).isLessThanOrEqualTo(2);
        gateway.answers(WANTED, () -> Answer.of(WaitingPageIT.page(Standing.WAITING, 5, null)));
        page.context().setOffline(false);
        assertThat(page.locator("#position")).hasText("5");
    }

    @Test
    void anEndedStreamAsksNothing() {
        gateway.answers(WANTED, () -> Answer.of(FakeGateway.PAGES.ended(WaitingPageIT.programme(null))));
        Page page = chromium.open();
        page.navigate(gateway.url("/listen/demo"));
        assertThat(page.locator("h2")).hasText("The programme is over");
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(4))
                .until(() -> gateway.asked().size() == 1);
    }

    private void storeLost(int seconds) {
        gateway.answers(
                WANTED,
                () -> Answer.of(
                        FakeGateway.PAGES.storeLost(WaitingPageIT.programme(null), Duration.ofSeconds(seconds))));
    }
}
