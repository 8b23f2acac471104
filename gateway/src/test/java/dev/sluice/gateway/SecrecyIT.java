package dev.sluice.gateway;

import static dev.sluice.gateway.fake.FakeWorld.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.fake.FakeOrigin;
import dev.sluice.gateway.fake.FakeWorld;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A token is in no log, and the origin never gets one. */
@ExtendWith(OutputCaptureExtension.class)
final class SecrecyIT {

    @RegisterExtension
    static final FakeOrigin ORIGIN = new FakeOrigin();

    @RegisterExtension
    final FakeWorld world = new FakeWorld(
            "logging.level.org.springframework.web=TRACE",
            "logging.level.org.springframework.cloud.gateway=TRACE",
            "logging.level.org.springframework.http=DEBUG",
            "logging.level.reactor.netty.http.server.AccessLog=INFO",
            "logging.level.dev.sluice=TRACE");

    @BeforeAll
    static void turnTheAccessLogOn() {
        System.setProperty("reactor.netty.http.server.accessLogEnabled", "true");
    }

    @AfterAll
    static void turnTheAccessLogOff() {
        System.clearProperty("reactor.netty.http.server.accessLogEnabled");
    }

    @Test
    void noLogAndNoOriginSeesATokenWhateverGoesWrong(CapturedOutput output) {
        world.policies().put("demo", "{'origin':'" + ORIGIN.uri() + "','capacity':2}");
        String session = header(world.ask("POST", "/.sluice/demo/tickets"), "Sluice-Session");
        String secret = session.substring(session.lastIndexOf('.') + 1);
        ORIGIN.serve("/index.m3u8", "application/vnd.apple.mpegurl", "#EXTM3U\nseg.ts\n");
        ORIGIN.serve("/seg.ts", "video/mp2t", "s");
        ORIGIN.cuts("/broken");
        String[] urls = {
            "/live/demo/index.m3u8?a=1&sluice=" + session,
            "/live/demo/seg.ts?%73luice=" + session,
            "/live/demo/broken?sluice=" + session,
            "/live/demo/missing?sluice=" + session,
            "/live/none/x?sluice=" + session,
            "/nowhere?sluice=" + session,
            "/listen/demo?sluice=" + session,
            "/livez?sluice=" + session,
            "/.sluice/demo/ticket?sluice=" + session
        };
        for (String url : urls) {
            world.get(
                    url,
                    "Referer",
                    world.site() + "/listen/demo?sluice=" + session,
                    "Cookie",
                    "sluice-s-demo=" + session);
        }

        assertThat(output.getAll())
                .contains("/live/demo/broken")
                .contains("\"GET /live/demo/index.m3u8?a=1\" 200")
                .doesNotContain(secret);
        assertThat(ORIGIN.seen()).hasSizeGreaterThanOrEqualTo(4);
        for (FakeOrigin.Seen seen : ORIGIN.seen()) {
            assertThat(seen.uri() + seen.headers()).doesNotContain(secret).doesNotContain("sluice=");
        }
    }
}
