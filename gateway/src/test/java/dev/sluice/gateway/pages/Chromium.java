package dev.sluice.gateway.pages;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real Chromium: one for all tests of a run, with fresh cookies for each test. Where there is none, each test is
 * reported as skipped, with the reason.
 */
public final class Chromium implements BeforeEachCallback, AfterEachCallback {

    private static final ExtensionContext.Namespace SHARED = ExtensionContext.Namespace.create(Chromium.class);

    /** Far beyond what anything here takes: cores may be shared. */
    private static final double TIMEOUT_MILLIS = 30_000;

    private final List<String> arguments;
    private final AtomicReference<Shared> shared = new AtomicReference<>();
    private final AtomicReference<BrowserContext> context = new AtomicReference<>();

    /** With extra command line arguments. */
    public Chromium(String... arguments) {
        this.arguments = List.of(arguments);
    }

    private record Shared(Playwright playwright, Browser browser) implements AutoCloseable {

        @Override
        public void close() {
            browser.close();
            playwright.close();
        }
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        Optional<Path> binary = binary();
        Assumptions.assumeTrue(
                binary.isPresent(),
                "needs a browser: no chromium, chromium-browser or google-chrome on PATH (Debian: apt-get install chromium)");
        shared.set(test.getRoot()
                .getStore(SHARED)
                .computeIfAbsent(arguments, key -> start(binary.orElseThrow()), Shared.class));
    }

    @Override
    public void afterEach(ExtensionContext test) {
        Optional.ofNullable(context.getAndSet(null)).ifPresent(BrowserContext::close);
    }

    /** A page in a new profile that has these options. */
    public Page open(Browser.NewContextOptions options) {
        BrowserContext opened = Objects.requireNonNull(shared.get()).browser().newContext(options);
        Optional.ofNullable(context.getAndSet(opened)).ifPresent(BrowserContext::close);
        opened.setDefaultTimeout(TIMEOUT_MILLIS);
        PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT_MILLIS);
        return opened.newPage();
    }

    /** A page in a new profile. */
    public Page open() {
        return open(new Browser.NewContextOptions());
    }

    private Shared start(Path binary) {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        List<String> all = Stream.concat(
                        Stream.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync"),
                        arguments.stream())
                .toList();
        return new Shared(
                playwright,
                playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(binary)
                                .setArgs(all)));
    }

    private static Optional<Path> binary() {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
