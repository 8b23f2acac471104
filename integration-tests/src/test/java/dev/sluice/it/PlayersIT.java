package dev.sluice.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import dev.sluice.config.time.SystemTicker;
import dev.sluice.gateway.pages.Chromium;
import dev.sluice.it.process.Cluster;
import dev.sluice.it.process.RedisServer;
import dev.sluice.standalone.origin.DemoOrigin;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Real players, a real programme, and one slot. */
final class PlayersIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static DemoOrigin origin;
    private static Cluster cluster;

    @RegisterExtension
    final Chromium chromium = new Chromium("--autoplay-policy=no-user-gesture-required");

    private Seat seat;

    @BeforeAll
    static void start() {
        origin = DemoOrigin.start(0, new SystemTicker());
        Cluster.Plan plan = Stage.plan(1, 1, Duration.ofSeconds(1), RedisServer.Memory.NONE);
        Map<String, String> stream = new LinkedHashMap<>(plan.stream());
        stream.put("origin", origin.uri().toString());
        cluster =
                Cluster.start(new Cluster.Plan(1, stream, plan.overlays(), plan.deadline(), plan.memory(), plan.jvm()));
    }

    @AfterAll
    static void stop() {
        cluster.close();
        origin.close();
    }

    @BeforeEach
    void theOnlySlotIsTaken() {
        seat = Seat.taken(gateway());
    }

    @AfterEach
    void theSlotIsFree() {
        seat.close();
    }

    @Test
    void chromiumWaitsWhileTheStreamIsFullEntersWhenAPlaceIsFreeAndPlays() {
        Page page = open();
        assertThat(page.locator("#audio")).hasCount(0);
        await().during(Duration.ofSeconds(3))
                .atMost(PATIENCE)
                .until(() -> page.locator("#audio").count() == 0);
        seat.leaves();
        plays(page, Duration.ofSeconds(10));
    }

    @Test
    void chromiumKeepsItsSlotThroughAReloadWhileTheStreamIsFull() {
        Page page = open();
        seat.leaves();
        plays(page, Duration.ofSeconds(2));
        seat.waits();
        page.reload();
        plays(page, Duration.ofSeconds(2));
        assertThat(seat.stillWaits()).isTrue();
    }

    @Test
    void chromiumKeepsItsSlotWhenOneOfTwoTabsCloses() {
        Page page = open();
        seat.leaves();
        plays(page, Duration.ofSeconds(2));
        Page other = page.context().newPage();
        other.navigate(gateway().resolve("/listen/demo").toString());
        plays(other, Duration.ofSeconds(2));
        seat.waits();
        // As a user's click does: its handlers run.
        page.waitForClose(() -> page.close(new Page.CloseOptions().setRunBeforeUnload(true)));
        // Longer than the shortened lease, and than the whole one.
        plays(other, Stage.LEASE.plusSeconds(3));
        assertThat(seat.stillWaits()).isTrue();
    }

    @Test
    void ffmpegReadsAMinuteThroughTheQueryParameterWithoutCookies(@TempDir Path folder) {
        Ffmpeg ffmpeg = Ffmpeg.onPathOrSkip();
        String session = seat.handsOver();
        URI stream = gateway().resolve("/live/demo/index.m3u8?sluice=" + session);
        Ffmpeg.Result result = ffmpeg.reads(stream, Duration.ofSeconds(60), folder);
        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.heard()).isGreaterThanOrEqualTo(Duration.ofSeconds(59));
    }

    private static URI gateway() {
        return cluster.gateways().get(0).url();
    }

    private Page open() {
        Page page = chromium.open();
        page.navigate(gateway().resolve("/listen/demo").toString());
        return page;
    }

    /** What is heard goes on for as long as this: the time of the audio element, not of a clock. */
    private static void plays(Page page, Duration time) {
        assertThat(page.locator("#audio")).hasCount(1);
        await().atMost(PATIENCE).until(() -> currentTime(page) > 0 && !paused(page));
        double from = currentTime(page);
        await().atMost(PATIENCE.plus(time)).until(() -> currentTime(page) >= from + time.toMillis() / 1_000.0);
    }

    private static double currentTime(Page page) {
        return ((Number) page.evaluate(
                        "() => { const a = document.getElementById('audio'); return a ? a.currentTime : 0 }"))
                .doubleValue();
    }

    private static boolean paused(Page page) {
        return (Boolean) page.evaluate("() => { const a = document.getElementById('audio'); return !a || a.paused }");
    }
}
