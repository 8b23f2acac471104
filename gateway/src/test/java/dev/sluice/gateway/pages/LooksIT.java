package dev.sluice.gateway.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.config.policy.StreamId;
import dev.sluice.gateway.pages.FakeGateway.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
     * A page and how it is looked at.
     *
     * @param name its name
     * @param page the page
     * @param scheme light or dark
     * @param width the window's, in CSS pixels
     */
    record Look(String name, dev.sluice.gateway.pages.Page page, ColorScheme scheme, int width) {

        @Override
        public String toString() {
            return name + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
        }
    }

    @ParameterizedTest
    @MethodSource("looks")
    void axeFindsNothingAndNothingScrollsSideways(Look look) {
        gateway.answers("GET /page", () -> Answer.of(look.page()));
        gateway.answers("GET /.sluice/demo/ticket", () -> Answer.empty(503));
        gateway.answers("POST /.sluice/demo/session", () -> Answer.empty(204));
        Page page = chromium.open(new Browser.NewContextOptions()
                .setColorScheme(look.scheme())
                .setViewportSize(look.width(), 780)
                .setBypassCSP(true));
        page.navigate(gateway.url("/page"));
        assertThat(page.locator("main")).isVisible();
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target", "looks", look + ".png"))
                .setFullPage(true));
        assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
    }

    private static Stream<Look> looks() {
        return Stream.of(360, 1280)
                .flatMap(width -> Stream.of(ColorScheme.LIGHT, ColorScheme.DARK)
                        .flatMap(scheme -> Stream.of(
                                new Look("waiting", waiting(Standing.WAITING, 73_204_112, null), scheme, width),
                                new Look("called", waiting(Standing.CALLED, 1, null), scheme, width),
                                new Look("hold", waiting(Standing.HOLD, 12, MESSAGE), scheme, width),
                                new Look("listen", listen(), scheme, width),
                                new Look("ended", PAGES.ended(programme(null)), scheme, width),
                                new Look("maintenance", PAGES.maintenance(programme(MESSAGE), RETRY), scheme, width),
                                new Look("refused", PAGES.refused(programme(null), RETRY), scheme, width),
                                new Look("store-lost", PAGES.storeLost(programme(null), RETRY), scheme, width),
                                new Look("error-404", PAGES.error(NOT_FOUND), scheme, width),
                                new Look("error-502", PAGES.error(BAD_ORIGIN), scheme, width))));
    }

    private static final String MESSAGE = "The band is still on the train. We start at half past nine.";
    private static final Duration RETRY = Duration.ofSeconds(30);
    private static final ErrorPage NOT_FOUND = new ErrorPage(404, "5f0c2a9be1d74c03", null, null);
    private static final ErrorPage BAD_ORIGIN =
            new ErrorPage(502, "5f0c2a9be1d74c03", programme(null), Duration.ofSeconds(10));

    private static dev.sluice.gateway.pages.Page waiting(Standing standing, long position, @Nullable String message) {
        WaitBand band = new WaitBand(Duration.ofMinutes(25), Duration.ofMinutes(38));
        Place place = new Place(standing, position, position - 1, standing == Standing.WAITING ? band : null);
        return PAGES.waiting(new WaitingPage(programme(message), place, Duration.ofSeconds(30), "/listen/demo", null));
    }

    private static dev.sluice.gateway.pages.Page listen() {
        ListenPage.Holds holds = new ListenPage.Holds(Duration.ofSeconds(60), Duration.ofMinutes(5));
        return PAGES.listen(new ListenPage(programme(null), "index.m3u8", Duration.ofSeconds(45), holds, null));
    }

    private static Programme programme(@Nullable String message) {
        return new Programme(
                new StreamId("demo"), "Night of the Whales: live from the northern sea", null, message, List.of());
    }
}
