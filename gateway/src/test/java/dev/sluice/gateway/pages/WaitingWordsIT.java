package dev.sluice.gateway.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import dev.sluice.gateway.pages.FakeGateway.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the waiting page says: to the eye, to the ear, to a screen reader. */
final class WaitingWordsIT {

    private static final String POLL = "GET /.sluice/demo/ticket";
    private static final String WANTED = "GET /listen/demo";

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @RegisterExtension
    final FakeGateway gateway = new FakeGateway();

    @BeforeEach
    void aFullStream() {
        gateway.answers(WANTED, () -> Answer.of(WaitingPageIT.page(Standing.WAITING, 1204, null)));
        gateway.tickets(Documents.waiting(1204, "PT40S", "PT70S"));
    }

    @Test
    void whoWaitsReadsWhyNobodyIsCalled() {
        Page page = open();
        for (String[] row : new String[][] {
            {"hold", "The queue is paused"},
            {"reject", "The queue is paused"},
            {"maintenance", "Back in a moment"},
            {"store-lost", "You keep your place"}
        }) {
            gateway.tickets(Documents.waiting(12, row[0]));
            assertThat(page.locator("body")).hasAttribute("data-standing", row[0]);
            assertThat(page.locator("#lead")).hasText(row[1]);
            assertThat(page.locator("#say")).containsText(row[1]);
            assertThat(page.locator("#position")).hasText("12");
        }
    }

    @Test
    void whileSlotsAreRestoredWhoWaitsReadsThatTheQueueIs() {
        Page page = open();
        gateway.tickets(Documents.waiting(12, "recovering"));
        assertThat(page.locator("#lead")).hasText("You keep your place");
        assertThat(page.locator("#note")).containsText("The queue is being restored.");
    }

    @Test
    void theOperatorsMessageComesAndGoes() {
        Page page = open();
        assertThat(page.locator("#message")).isHidden();
        gateway.tickets(Documents.waiting(12, "hold").replace("{", "{\"message\":\"We start at <b>nine</b>.\","));
        assertThat(page.locator("#words")).hasText("We start at <b>nine</b>.");
        gateway.tickets(Documents.waiting(12, "hold").replace("{", "{\"message\":null,"));
        assertThat(page.locator("#message")).isHidden();
    }

    @Test
    void theScreenReaderHearsOnlyWhatMatters() {
        Page page = open();
        gateway.tickets(Documents.waiting(1200, "PT40S", "PT70S"));
        assertThat(page.locator("#position")).hasText("1,200");
        assertThat(page.locator("#say")).isEmpty();
        gateway.tickets(Documents.waiting(1, "PT1S", "PT2S"));
        assertThat(page.locator("#say")).hasText("You’re next");
    }

    @Test
    void theSoundIsOnlyThereWhenAskedFor() {
        Page page = chromium.open();
        // counted beyond the page: it goes on to the programme when it has rung
        page.addInitScript("const C = AudioContext.prototype.createOscillator;"
                + "AudioContext.prototype.createOscillator = function () {"
                + " sessionStorage.tones = +(sessionStorage.tones || 0) + 1; return C.call(this); }");
        page.navigate(gateway.url("/listen/demo"));
        page.locator("#sound").click();
        assertThat(page.locator("#sound")).hasAttribute("aria-pressed", "true");
        assertThat(page.evaluate("sessionStorage.tones")).isEqualTo("3");
        gateway.tickets(Documents.called());
        assertThat(page.locator("#lead")).hasText("You’re next");
        await().during(Duration.ofSeconds(4))
                .until(() -> page.evaluate("sessionStorage.tones").equals("3"));
        gateway.tickets(Documents.admitted());
        await().ignoreExceptions()
                .until(() -> page.evaluate("sessionStorage.tones").equals("6"));
    }

    @Test
    void aWaitIsSaidAsTheServerSaysIt() {
        List<String> rows = new String(Resource.bytes("/dev/sluice/gateway/pages/waits.csv"), StandardCharsets.UTF_8)
                .lines()
                .skip(1)
                .toList();
        Page page = open();
        for (int i = 0; i < rows.size(); i++) {
            String[] cells = rows.get(i).split(",", 3);
            gateway.tickets(
                    Documents.waiting(100 + i, cells[0], cells[1]).replace("\"retryAfter\":1", "\"retryAfter\":0.5"));
            assertThat(page.locator("#position")).hasText(Integer.toString(100 + i));
            assertThat(page.locator("#wait")).hasText(cells[2]);
        }
    }

    @Test
    void aFailedCheckIsSaidAndTriedAgainEverMoreSeldom() {
        Page page = open();
        gateway.answers(POLL, () -> Answer.empty(502));
        assertThat(page.locator("#trouble")).containsText("Your place is kept. Trying again in about");
        await().until(() -> gateway.asked(POLL).stream().count() >= 2);
        gateway.tickets(Documents.waiting(3, "PT10S", "PT30S"));
        assertThat(page.locator("#position")).hasText("3");
        assertThat(page.locator("#trouble")).isHidden();
    }

    private Page open() {
        Page page = chromium.open();
        page.navigate(gateway.url("/listen/demo"));
        return page;
    }
}
