package dev.sluice.gateway;

import static dev.sluice.gateway.fake.FakeWorld.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.fake.FakeOrigin;
import dev.sluice.gateway.fake.FakeWorld;
import dev.sluice.redis.admission.Acceptance;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The store does not answer. */
final class LossIT {

    @RegisterExtension
    static final FakeOrigin ORIGIN = new FakeOrigin();

    @RegisterExtension
    final FakeWorld world = new FakeWorld();

    @BeforeEach
    void stream() {
        world.policies().put("demo", "{'origin':'" + ORIGIN.uri() + "','capacity':1}");
        ORIGIN.serve("/seg.ts", "video/mp2t", "segment");
    }

    @Test
    void whoListensGoesOnHoweverLongItLasts() {
        String session = header(world.ask("POST", "/.sluice/demo/tickets"), "Sluice-Session");
        session = header(world.get("/live/demo/seg.ts", "Sluice-Session", session), "Sluice-Session");
        world.store().lose();
        for (int i = 0; i < 10; i++) {
            world.clock().advance(Duration.ofSeconds(15));
            HttpResponse<String> segment = world.get("/live/demo/seg.ts", "Sluice-Session", session);
            assertThat(segment.statusCode()).isEqualTo(200);
            session = header(segment, "Sluice-Session");
        }
    }

    @Test
    void newcomersReadWhyAndWait() {
        world.store().lose();
        HttpResponse<String> page = world.get("/live/demo/x", "Accept", "text/html");
        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(header(page, "Content-Type")).startsWith("text/html");
        assertThat(header(page, "Retry-After")).isNotEmpty();
        HttpResponse<String> document = world.get("/live/demo/x", "Accept", "application/json");
        assertThat(document.statusCode()).isEqualTo(503);
        assertThat(document.body()).contains("\"reason\":\"store-lost\"", "\"retryAfter\":");
        HttpResponse<String> player = world.get("/live/demo/seg.ts");
        assertThat(player.statusCode()).isEqualTo(503);
        assertThat(player.body()).contains("urn:sluice:problem:store-lost");
        assertThat(world.ask("POST", "/.sluice/demo/tickets").statusCode()).isEqualTo(503);
    }

    @Test
    void aStreamThatWasFullIsNotCalledFullWhileNobodyKnows() {
        world.policies().put("demo", "{'origin':'http://127.0.0.1:1024/','capacity':0}");
        assertThat(world.get("/live/demo/seg.ts").body()).contains("urn:sluice:problem:waiting");
        world.store().lose();
        HttpResponse<String> player = world.get("/live/demo/seg.ts");
        assertThat(player.statusCode()).isEqualTo(503);
        assertThat(player.body()).contains("urn:sluice:problem:store-lost");
    }

    @Test
    void whereThePolicySaysOpenNewcomersAndThoseWhoWaitAreLetIn() {
        world.policies().put("demo", "{'origin':'" + ORIGIN.uri() + "','capacity':1,'storeLoss':'open'}");
        world.ask("POST", "/.sluice/demo/tickets");
        String ticket = header(world.ask("POST", "/.sluice/demo/tickets"), "Sluice-Ticket");
        world.store().lose();
        HttpResponse<String> joined = world.ask("POST", "/.sluice/demo/tickets");
        assertThat(joined.statusCode()).isEqualTo(201);
        assertThat(joined.body()).contains("\"state\":\"admitted\"");
        HttpResponse<String> poll = world.get("/.sluice/demo/ticket", "Sluice-Ticket", ticket);
        assertThat(poll.body()).contains("\"state\":\"admitted\"");
        for (HttpResponse<String> entry : List.of(joined, poll)) {
            HttpResponse<String> segment =
                    world.get("/live/demo/seg.ts", "Sluice-Session", header(entry, "Sluice-Session"));
            assertThat(segment.body()).isEqualTo("segment");
        }
        assertThat(world.store().acceptances()).hasSize(2).allMatch(Acceptance::offline);
        assertThat(world.get("/live/demo/seg.ts").statusCode()).isEqualTo(200);

        world.policies().put("demo", "{'origin':'" + ORIGIN.uri() + "','capacity':1,'storeLoss':'open','gate':'hold'}");
        assertThat(world.ask("POST", "/.sluice/demo/tickets").statusCode()).isEqualTo(503);
    }

    @Test
    void ticketsKeepTheirPlace() {
        world.ask("POST", "/.sluice/demo/tickets");
        String ticket = header(world.ask("POST", "/.sluice/demo/tickets"), "Sluice-Ticket");
        world.store().call("demo", 5);
        world.store().lose();
        HttpResponse<String> poll = world.get("/.sluice/demo/ticket", "Sluice-Ticket", ticket);
        assertThat(poll.statusCode()).isEqualTo(200);
        assertThat(poll.body()).contains("\"state\":\"waiting\"", "\"reason\":\"store-lost\"");
        world.store().comeBack();
        world.clock().advance(Duration.ofSeconds(21));
        assertThat(world.get("/.sluice/demo/ticket", "Sluice-Ticket", header(poll, "Sluice-Ticket"))
                        .body())
                .contains("\"state\":\"admitted\"");
    }

    @Test
    void whomTheStoreForgotReturnsWithoutQueueingAnew() {
        String session = header(world.ask("POST", "/.sluice/demo/tickets"), "Sluice-Session");
        session = header(world.get("/live/demo/seg.ts", "Sluice-Session", session), "Sluice-Session");
        world.store().flush("demo");
        world.clock().advance(Duration.ofSeconds(16));
        HttpResponse<String> anew =
                world.get("/live/demo/page", "Cookie", "sluice-s-demo=" + session, "Accept", "text/html");
        assertThat(anew.statusCode()).isEqualTo(303);
        assertThat(world.store().used("demo")).isEqualTo(1);
        assertThat(world.store().calls()).endsWith("claim RETURNING");
    }

    @Test
    void aPlayerWhoseSlotIsGoneGoesOnByTheCookieOrHeaderThatItHas() {
        String session = header(world.ask("POST", "/.sluice/demo/tickets"), "Sluice-Session");
        session = header(world.get("/live/demo/seg.ts", "Sluice-Session", session), "Sluice-Session");
        world.store().flush("demo");
        world.clock().advance(Duration.ofSeconds(16));
        ORIGIN.serve("/a.m3u8", "application/vnd.apple.mpegurl", "#EXTM3U\nseg.ts\n");
        HttpResponse<String> playlist = world.get("/live/demo/a.m3u8", "Cookie", "sluice-s-demo=" + session);
        assertThat(playlist.statusCode()).isEqualTo(200);
        assertThat(playlist.body()).isEqualTo("#EXTM3U\nseg.ts\n");
        String anew = header(playlist, "Sluice-Session");
        assertThat(header(playlist, "Set-Cookie")).startsWith("sluice-s-demo=" + anew);
        assertThat(world.get("/live/demo/seg.ts", "Sluice-Session", anew).statusCode())
                .isEqualTo(200);
        assertThat(world.store().used("demo")).isEqualTo(1);

        world.store().flush("demo");
        world.clock().advance(Duration.ofSeconds(16));
        HttpResponse<String> segment = world.get("/live/demo/seg.ts", "Sluice-Session", anew);
        assertThat(segment.statusCode()).isEqualTo(200);
        assertThat(header(segment, "Sluice-Session")).isNotEqualTo(anew);
    }

    @Test
    void aPlayerThatShowsItsSessionInTheUrlIsGivenTheNewOneThere() {
        String session = header(world.ask("POST", "/.sluice/demo/tickets"), "Sluice-Session");
        session = header(world.get("/live/demo/seg.ts", "Sluice-Session", session), "Sluice-Session");
        world.store().flush("demo");
        world.clock().advance(Duration.ofSeconds(16));
        HttpResponse<String> segment = world.get("/live/demo/seg.ts?sluice=" + session);
        assertThat(segment.statusCode()).isEqualTo(307);
        assertThat(header(segment, "Location"))
                .startsWith("/live/demo/seg.ts?sluice=s1.")
                .doesNotContain(session);
    }

    @Test
    void whileSlotsAreRestoredNewcomersGetTicketsAndEverybodyReadsWhy() {
        world.store().recover(true);
        HttpResponse<String> player = world.get("/live/demo/seg.ts");
        assertThat(player.statusCode()).isEqualTo(503);
        assertThat(player.body()).contains("urn:sluice:problem:recovering");
        HttpResponse<String> joined = world.ask("POST", "/.sluice/demo/tickets");
        assertThat(joined.statusCode()).isEqualTo(201);
        assertThat(joined.body()).contains("\"state\":\"waiting\"", "\"reason\":\"recovering\"");
        HttpResponse<String> page = world.get("/live/demo/x", "Accept", "text/html");
        assertThat(page.body()).contains("The queue is being restored. You keep your place");
    }
}
