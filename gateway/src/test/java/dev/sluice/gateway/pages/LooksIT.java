package dev.sluice.gateway.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.sluice.config.policy.StreamId;
import dev.sluice.gateway.pages.FakeGateway.Answer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every page in light and dark, on a phone and on a desk. Leaves a picture of each in the module's target folder. */
final class LooksIT {

    private static final Pages PAGES = FakeGateway.PAGES;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @RegisterExtension
    final FakeGateway gateway = new FakeGateway();

    /**
     * A page.
     *
     * @param name its name
     * @param page the page
     */
    record Look(String name, dev.sluice.gateway.pages.Page page) {

        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("looks")
    void axeFindsNothingAndNothingScrollsSideways(Look look) {
        gateway.answers("POST /.sluice/demo/session", () -> Answer.empty(204));
        gateway.answers(
                "GET /art.svg", () -> new Answer(200, Map.of("Content-Type", "image/svg+xml"), UTF_8.encode(ART)));
        look(open(look.page()), look.name());
    }

    @Test
    void noStateThatTheWaitingPagesScriptShowsIsWorse() {
        gateway.answers("DELETE /.sluice/demo/ticket", () -> Answer.empty(204));
        gateway.tickets(Documents.waiting(1204, "PT10M", "PT18M"));
        Page page = open(waiting(Standing.WAITING, 3000, MESSAGE, Duration.ofSeconds(1)));
        assertThat(page.locator("#position")).hasText("1,204");
        gateway.answers("GET /.sluice/demo/ticket", () -> Answer.empty(502));
        assertThat(page.locator("#trouble")).isVisible();
        page.locator("#sound").click();
        look(page, "waiting-trouble");
        page.locator("#leave").click();
        look(page, "waiting-sure");
        page.locator("#leaveYes").click();
        assertThat(page.locator("#link")).isVisible();
        look(page, "waiting-left");
    }

    @Test
    void noStateThatTheListenerPagesScriptShowsIsWorse() {
        gateway.answers("POST /.sluice/demo/session", () -> Answer.empty(204));
        gateway.answers("DELETE /.sluice/demo/session", () -> Answer.empty(204));
        gateway.serves("GET /live/demo/", asked -> Answer.empty(502));
        Page page = open(listen());
        page.locator("#listen").click();
        assertThat(page.locator("#state")).hasText("Reconnecting…");
        look(page, "listen-reconnecting");
        page.locator("#leave").click();
        assertThat(page.locator("#listen")).isVisible();
        look(page, "listen-left");
    }

    private Page open(dev.sluice.gateway.pages.Page shown) {
        gateway.answers("GET /page", () -> Answer.of(shown));
        Page page = chromium.open(new Browser.NewContextOptions().setReducedMotion(ReducedMotion.REDUCE));
        page.navigate(gateway.url("/page"));
        assertThat(page.locator("main")).isVisible();
        return page;
    }

    private static void look(Page page, String name) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            for (int width : List.of(320, 360, 1280)) {
                page.setViewportSize(width, 780);
                String picture = name + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width + ".png";
                page.screenshot(new Page.ScreenshotOptions()
                        .setPath(Path.of("target", "looks", picture))
                        .setFullPage(true));
                assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                        .as(picture)
                        .isEqualTo(true);
            }
            assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
        }
    }

    private static Stream<Look> looks() {
        return Stream.of(
                new Look("waiting", waiting(Standing.WAITING, 73_204_112, null)),
                new Look("called", waiting(Standing.CALLED, 1, null)),
                new Look("hold", waiting(Standing.HOLD, 12, MESSAGE)),
                new Look("listen", listen()),
                new Look("listen-art", listenWithArt()),
                new Look("ended", PAGES.ended(programme(null))),
                new Look("maintenance", PAGES.maintenance(programme(MESSAGE), RETRY)),
                new Look("refused", PAGES.refused(programme(null), RETRY)),
                new Look("store-lost", PAGES.storeLost(programme(null), RETRY)),
                new Look("error-404", PAGES.error(NOT_FOUND)),
                new Look("error-502", PAGES.error(BAD_ORIGIN)));
    }

    private static final String MESSAGE = "The band is still on the train. We start at half past nine.";
    private static final String ART = "<svg xmlns='http://www.w3.org/2000/svg' width='600' height='600'>"
            + "<rect width='600' height='600' fill='#204'/><circle cx='300' cy='300' r='290' fill='#fc6'/></svg>";
    private static final Duration RETRY = Duration.ofSeconds(30);
    private static final ErrorPage NOT_FOUND = new ErrorPage(404, "5f0c2a9be1d74c03", null, null);
    private static final ErrorPage BAD_ORIGIN =
            new ErrorPage(502, "5f0c2a9be1d74c03", programme(null), Duration.ofSeconds(10));

    private static dev.sluice.gateway.pages.Page waiting(Standing standing, long position, @Nullable String message) {
        return waiting(standing, position, message, Duration.ofSeconds(60));
    }

    private static dev.sluice.gateway.pages.Page waiting(
            Standing standing, long position, @Nullable String message, Duration retry) {
        WaitBand band = new WaitBand(Duration.ofMinutes(25), Duration.ofMinutes(38));
        Place place = new Place(standing, position, position - 1, standing == Standing.WAITING ? band : null);
        return PAGES.waiting(new WaitingPage(programme(message), place, retry, "/listen/demo", null));
    }

    private static dev.sluice.gateway.pages.Page listen() {
        return listen(programme(null));
    }

    private static dev.sluice.gateway.pages.Page listenWithArt() {
        return listen(new Programme(new StreamId("demo"), "Night", URI.create("/art.svg"), MESSAGE, List.of()));
    }

    private static dev.sluice.gateway.pages.Page listen(Programme programme) {
        ListenPage.Holds holds = new ListenPage.Holds(Duration.ofSeconds(60), Duration.ofMinutes(5));
        return PAGES.listen(new ListenPage(programme, "index.m3u8", Duration.ofSeconds(45), holds, null));
    }

    private static Programme programme(@Nullable String message) {
        return new Programme(
                new StreamId("demo"), "Night of the Whales: live from the northern sea", null, message, List.of());
    }
}
