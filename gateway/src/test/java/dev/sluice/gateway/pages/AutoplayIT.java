package dev.sluice.gateway.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import dev.sluice.gateway.pages.FakeGateway.Answer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The listener page in a browser that plays nothing before a click. */
final class AutoplayIT {

    private static final String STILL_HERE = "POST /.sluice/demo/session";
    private static final String LEAVE = "DELETE /.sluice/demo/session";

    @RegisterExtension
    final LiveHls live = new LiveHls();

    @RegisterExtension
    final Chromium chromium = new Chromium("--autoplay-policy=user-gesture-required");

    @RegisterExtension
    final FakeGateway gateway = new FakeGateway();

    @BeforeEach
    void aListenerWithASession() {
        gateway.answers("GET /listen/demo", () -> Answer.of(ListenPageIT.listen(60, 300, null)));
        gateway.answers(STILL_HERE, () -> Answer.empty(204));
        gateway.answers(LEAVE, () -> Answer.empty(204));
        gateway.serves("GET /live/demo/", asked -> live.file(asked.path().substring("/live/demo/".length())));
    }

    @Test
    void oneLargeButtonIsOfferedAndThePlaceIsHeldUntilItIsPressed() {
        Page page = open();
        assertThat(page.locator("#listen")).hasText("Listen");
        assertThat(page).hasTitle("Press Listen – Night of the Whales");
        assertThat(page.locator("#detail")).containsText("Your place is kept for 1 minute.");
        await().until(() -> gateway.asked(STILL_HERE).size() >= 3);
        page.locator("#listen").click();
        assertThat(page.locator("#state")).hasText("Live");
        assertThat(page).hasTitle("Night of the Whales");
        assertThat(page.locator("#listen")).isHidden();
        assertThat(gateway.asked(LEAVE)).isEmpty();
    }

    @Test
    void aPlaceThatNobodyUsesIsGivenBackAndCanBeAskedForAgain() {
        gateway.answers("GET /listen/demo", () -> Answer.of(ListenPageIT.listen(3, 300, null)));
        Page page = open();
        assertThat(page.locator("#detail")).containsText("Your place is kept for 3 seconds.");
        assertThat(page.locator("#state")).hasText("You’re no longer connected");
        await().until(() -> gateway.asked(LEAVE).size() == 1);
        assertThat(page.locator("#detail")).containsText(Pattern.compile("your place went to the next person"));
        page.locator("#listen").click();
        await().until(() -> gateway.asked("GET /listen/demo").size() == 2);
        assertThat(page.locator("#listen")).hasText("Listen");
    }

    @Test
    void aStreamThatEndsMeanwhileIsOver() {
        Page page = open();
        assertThat(page.locator("#listen")).hasText("Listen");
        gateway.answers(STILL_HERE, () -> Answer.json(410, Documents.ended()));
        assertThat(page.locator("#state")).hasText("The programme is over");
        assertThat(page.locator("#listen")).isHidden();
    }

    private Page open() {
        Page page = chromium.open();
        page.navigate(gateway.url("/listen/demo"));
        return page;
    }
}
