package dev.sluice.gateway;

import static dev.sluice.gateway.fake.FakeWorld.cookie;
import static dev.sluice.gateway.fake.FakeWorld.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.fake.FakeOrigin;
import dev.sluice.gateway.fake.FakeWorld;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The gateway's own interface, {@code /.sluice/{stream}/…}. */
final class ControlIT {

    private static final String TICKETS = "/.sluice/demo/tickets";
    private static final String TICKET = "/.sluice/demo/ticket";
    private static final String SESSION = "/.sluice/demo/session";

    @RegisterExtension
    static final FakeOrigin ORIGIN = new FakeOrigin();

    @RegisterExtension
    final FakeWorld world = new FakeWorld();

    @BeforeEach
    void stream() {
        put("'gate':'auto'");
        ORIGIN.serve("/seg.ts", "video/mp2t", "segment");
    }

    @Test
    void joiningGivesASessionWhileThereIsRoomAndATicketAfterwards() {
        HttpResponse<String> in = world.ask("POST", TICKETS);
        assertThat(in.statusCode()).isEqualTo(201);
        assertThat(json(in).path("state").asString()).isEqualTo("admitted");
        assertThat(json(in).path("url").asString()).isEqualTo("/live/demo/index.m3u8");
        assertThat(json(in).path("session").asString()).startsWith("s1.").isEqualTo(header(in, "Sluice-Session"));
        assertThat(header(in, "Cache-Control")).isEqualTo("private, no-store");

        HttpResponse<String> waits = world.ask("POST", TICKETS);
        assertThat(waits.statusCode()).isEqualTo(201);
        assertThat(json(waits).path("state").asString()).isEqualTo("waiting");
        assertThat(json(waits).path("position").asInt()).isEqualTo(1);
        assertThat(json(waits).path("ticket").asString()).startsWith("t1.").isEqualTo(header(waits, "Sluice-Ticket"));
    }

    @Test
    void joiningAgainWithATicketIsTheSamePlace() {
        world.ask("POST", TICKETS);
        String first = ticket(world.ask("POST", TICKETS));
        world.ask("POST", TICKETS);
        world.store().forgetCalls();

        HttpResponse<String> again = world.ask("POST", TICKETS, "Sluice-Ticket", first);

        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(json(again).path("position").asInt()).isEqualTo(1);
        assertThat(world.store().calls()).isEmpty();
    }

    @Test
    void joiningWithASessionIsTheSameSession() {
        String session = session(world.ask("POST", TICKETS));
        HttpResponse<String> again = world.ask("POST", TICKETS, "Sluice-Session", session);
        assertThat(json(again).path("state").asString()).isEqualTo("admitted");
        assertThat(world.store().used("demo")).isEqualTo(1);
    }

    @Test
    void aPollIsAnsweredWithoutTheStoreUntilTheTicketIsCalled() {
        String in = session(world.ask("POST", TICKETS));
        String ticket = ticket(world.ask("POST", TICKETS));
        world.store().forgetCalls();
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> poll = world.get(TICKET, "Sluice-Ticket", ticket);
            assertThat(poll.statusCode()).isEqualTo(200);
            ticket = ticket(poll);
        }
        assertThat(world.store().calls()).isEmpty();

        world.store().call("demo", 5);
        HttpResponse<String> called = world.get(TICKET + "?sluice=" + ticket);
        assertThat(json(called).path("state").asString()).isEqualTo("called");

        world.ask("DELETE", SESSION, "Sluice-Session", in);
        HttpResponse<String> entered = world.get(TICKET, "Cookie", "sluice-t-demo=" + ticket(called));
        assertThat(json(entered).path("state").asString()).isEqualTo("admitted");
        assertThat(cookie(entered, "sluice-s-demo"))
                .contains(json(entered).path("session").asString());
        assertThat(cookie(entered, "sluice-t-demo")).contains("");
    }

    @Test
    void aPollWithoutATicketIsToldToJoin() {
        HttpResponse<String> poll = world.get(TICKET);
        assertThat(poll.statusCode()).isEqualTo(401);
        assertThat(json(poll).path("tickets").asString()).isEqualTo(TICKETS);
        assertThat(world.get(TICKET, "Sluice-Ticket", "t1.k1.nonsense.x").statusCode())
                .isEqualTo(401);
    }

    @Test
    void stillHereConfirmsAndRenewsForPlayersWhoseMediaComeFromElsewhere() {
        String session = session(world.ask("POST", TICKETS));
        HttpResponse<String> first = world.ask("POST", SESSION, "Sluice-Session", session);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(world.store().left("demo")).isEqualTo(Duration.ofSeconds(45));
        world.clock().advance(Duration.ofSeconds(16));
        HttpResponse<String> second = world.ask("POST", SESSION, "Sluice-Session", header(first, "Sluice-Session"));
        assertThat(header(second, "Sluice-Session")).startsWith("s1.");
        assertThat(world.store().left("demo")).isEqualTo(Duration.ofSeconds(45));
        assertThat(world.ask("POST", SESSION).statusCode()).isEqualTo(401);
    }

    @Test
    void leavingFreesTheSlotAtOnceAndTheTokenIsWorthNothing() {
        String session = session(world.ask("POST", TICKETS));
        HttpResponse<String> left = world.ask("DELETE", SESSION, "Sluice-Session", session);
        assertThat(left.statusCode()).isEqualTo(204);
        assertThat(cookie(left, "sluice-s-demo")).contains("");
        assertThat(world.store().used("demo")).isZero();
        assertThat(world.ask("POST", SESSION, "Sluice-Session", session).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aClosingPageShortensTheLease() {
        String session = session(world.ask("POST", TICKETS));
        world.ask("POST", SESSION, "Sluice-Session", session);
        HttpResponse<String> closing =
                world.ask("POST", SESSION + "/closing", "Cookie", "sluice-s-demo=" + session, "Origin", world.site());
        assertThat(closing.statusCode()).isEqualTo(204);
        assertThat(cookie(closing, "sluice-s-demo").orElseThrow()).startsWith("s1.");
        assertThat(world.store().left("demo")).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void aTicketThatIsGivenUpIsWorthNothingAtOnceWhoeverElseWaits() {
        world.ask("POST", TICKETS);
        String ticket = ticket(world.ask("POST", TICKETS));
        String another = ticket(world.ask("POST", TICKETS));
        world.ask("DELETE", TICKET, "Sluice-Ticket", ticket);
        assertThat(world.get(TICKET, "Sluice-Ticket", ticket).statusCode()).isEqualTo(401);
        assertThat(world.get(TICKET, "Sluice-Ticket", another).statusCode()).isEqualTo(200);
        String anew = ticket(world.ask("POST", TICKETS, "Sluice-Ticket", ticket));
        assertThat(world.get(TICKET, "Sluice-Ticket", anew).statusCode()).isEqualTo(200);
    }

    @Test
    void aTicketThatIsGivenUpIsWorthNothing() {
        world.ask("POST", TICKETS);
        String ticket = ticket(world.ask("POST", TICKETS));
        assertThat(world.ask("DELETE", TICKET, "Sluice-Ticket", ticket).statusCode())
                .isEqualTo(204);
        world.store().call("demo", 5);
        assertThat(world.get(TICKET, "Sluice-Ticket", ticket).statusCode()).isEqualTo(401);
    }

    @Test
    void aCookieAloneMayNotWriteForAnotherSite() {
        put("'sites':['https://friend.example']");
        String cookie = "sluice-s-demo=" + session(world.ask("POST", TICKETS));
        assertThat(write(cookie, "https://evil.example").statusCode()).isEqualTo(403);
        assertThat(write(cookie, "null").statusCode()).isEqualTo(403);
        assertThat(world.ask("POST", SESSION, "Cookie", cookie).statusCode()).isEqualTo(403);
        assertThat(write(cookie, world.site()).statusCode()).isEqualTo(200);
        assertThat(write(cookie, "https://friend.example").statusCode()).isEqualTo(200);
        assertThat(world.ask("POST", TICKETS, "Origin", "https://evil.example").statusCode())
                .isEqualTo(403);
    }

    @Test
    void aListedSiteMayReadWithCredentialsAndAnotherMayNot() {
        put("'sites':['https://friend.example'],'embedded':true");
        HttpResponse<String> preflight = world.ask(
                "OPTIONS",
                TICKETS,
                "Origin",
                "https://friend.example",
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "sluice-ticket");
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(header(preflight, "Access-Control-Allow-Origin")).isEqualTo("https://friend.example");
        assertThat(header(preflight, "Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(header(preflight, "Access-Control-Allow-Methods")).contains("POST");
        assertThat(header(preflight, "Access-Control-Allow-Headers")).contains("Sluice-Ticket");

        HttpResponse<String> join = world.ask("POST", TICKETS, "Origin", "https://friend.example");
        assertThat(header(join, "Access-Control-Allow-Origin")).isEqualTo("https://friend.example");
        assertThat(header(join, "Access-Control-Expose-Headers")).contains("Sluice-Session", "Sluice-Ticket");
        assertThat(header(join, "Vary")).isEqualTo("Origin");
        assertThat(join.headers().allValues("Set-Cookie").get(0)).contains("; SameSite=None; Secure; Partitioned");

        HttpResponse<String> evil = world.ask(
                "OPTIONS",
                "/live/demo/seg.ts",
                "Origin",
                "https://evil.example",
                "Access-Control-Request-Method",
                "GET");
        assertThat(evil.statusCode()).isEqualTo(204);
        assertThat(header(evil, "Access-Control-Allow-Origin")).isEmpty();
        assertThat(header(evil, "Access-Control-Allow-Methods")).isEmpty();
    }

    @Test
    void thePublicStatusIsCacheableAndTellsMoreWhereThePolicySaysSo() {
        HttpResponse<String> minimal = world.get("/.sluice/demo/status");
        assertThat(header(minimal, "Cache-Control")).isEqualTo("public, max-age=1");
        assertThat(json(minimal).propertyNames()).containsExactly("stream", "state", "gate", "nowServing");
        put("'publicStatus':'full'");
        assertThat(json(world.get("/.sluice/demo/status")).propertyNames())
                .containsExactly("stream", "state", "gate", "nowServing", "active", "capacity", "waiting", "rate");
    }

    @Test
    void aStreamThatEndedSaysSoToEverybodyAndPollsStop() {
        String session = session(world.ask("POST", TICKETS));
        String ticket = ticket(world.ask("POST", TICKETS));
        put("'state':'ended'");
        assertThat(world.get("/live/demo/seg.ts", "Sluice-Session", session).statusCode())
                .isEqualTo(410);
        HttpResponse<String> poll = world.get(TICKET, "Sluice-Ticket", ticket);
        assertThat(poll.statusCode()).isEqualTo(410);
        assertThat(json(poll).path("state").asString()).isEqualTo("ended");
        HttpResponse<String> page = world.get("/listen/demo", "Accept", "text/html");
        assertThat(page.statusCode()).isEqualTo(410);
        assertThat(header(page, "Content-Type")).startsWith("text/html");
        assertThat(world.ask("POST", TICKETS).statusCode()).isEqualTo(410);
        assertThat(json(world.get("/.sluice/demo/status")).path("state").asString())
                .isEqualTo("ended");
    }

    @Test
    void newcomersAreRefusedAndWhoWaitsKeepsThePlaceWhileTheGateIsMaintenance() {
        world.ask("POST", TICKETS);
        String ticket = ticket(world.ask("POST", TICKETS));
        put("'gate':'maintenance','message':'Back at noon.'");
        world.store().forgetCalls();

        HttpResponse<String> document = world.get("/live/demo/x", "Accept", "application/json");
        assertThat(document.statusCode()).isEqualTo(503);
        assertThat(json(document).path("state").asString()).isEqualTo("refused");
        assertThat(json(document).path("reason").asString()).isEqualTo("maintenance");
        assertThat(json(document).path("message").asString()).isEqualTo("Back at noon.");
        HttpResponse<String> page = world.get("/live/demo/x", "Accept", "text/html");
        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(header(page, "Retry-After")).isNotEmpty();
        assertThat(world.get("/live/demo/seg.ts").statusCode()).isEqualTo(503);

        HttpResponse<String> poll = world.get(TICKET, "Sluice-Ticket", ticket);
        assertThat(poll.statusCode()).isEqualTo(200);
        assertThat(json(poll).path("state").asString()).isEqualTo("waiting");
        assertThat(json(poll).path("reason").asString()).isEqualTo("maintenance");
        assertThat(json(poll).path("message").asString()).isEqualTo("Back at noon.");
        assertThat(world.store().calls()).isEmpty();
    }

    @Test
    void aFullStreamThatRejectsGivesNoTickets() {
        put("'gate':'reject'");
        world.ask("POST", TICKETS);
        HttpResponse<String> refused = world.ask("POST", TICKETS);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(json(refused).path("reason").asString()).isEqualTo("reject");
        assertThat(header(refused, "Sluice-Ticket")).isEmpty();
    }

    @Test
    void newcomersWaitWhileTheGateIsHold() {
        put("'gate':'hold'");
        HttpResponse<String> join = world.ask("POST", TICKETS);
        assertThat(join.statusCode()).isEqualTo(201);
        assertThat(json(join).path("reason").asString()).isEqualTo("hold");
        assertThat(json(join).has("estimatedWait")).isFalse();
    }

    @Test
    void methodsThatMeanNothingAreNamed() {
        HttpResponse<String> get = world.get(TICKETS);
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(header(get, "Allow")).isEqualTo("POST, OPTIONS");
        HttpResponse<String> post = world.ask("POST", "/live/demo/seg.ts");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(header(post, "Allow")).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(world.get("/.sluice/demo/nothing").statusCode()).isEqualTo(404);
        assertThat(world.get("/live/none/a").statusCode()).isEqualTo(404);
    }

    @Test
    void theListenerPageIsGatedAsAnyPageIs() {
        HttpResponse<String> redirect = world.get("/listen/demo", "Accept", "text/html");
        assertThat(redirect.statusCode()).isEqualTo(303);
        String session = cookie(redirect, "sluice-s-demo").orElseThrow();
        HttpResponse<String> page =
                world.get(header(redirect, "Location"), "Accept", "text/html", "Cookie", "sluice-s-demo=" + session);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("/live/demo/index.m3u8").doesNotContain(session);

        HttpResponse<String> cookieless = world.get(header(redirect, "Location"), "Accept", "text/html");
        assertThat(cookieless.statusCode()).isEqualTo(303);
        HttpResponse<String> byUrl = world.get(header(cookieless, "Location"), "Accept", "text/html");
        assertThat(byUrl.statusCode()).isEqualTo(200);
        assertThat(byUrl.body()).contains("s1.k1.");
        assertThat(world.get("/listen/demo", "Accept", "text/html").body()).contains("data-standing");
    }

    @Test
    void thePlayersScriptIsServedForEver() {
        String page = world.get(
                        "/listen/demo",
                        "Accept",
                        "text/html",
                        "Cookie",
                        "sluice-s-demo=" + session(world.ask("POST", TICKETS)))
                .body();
        int at = page.indexOf("/.sluice/assets/");
        String path = page.substring(at, page.indexOf('"', at));
        HttpResponse<String> script = world.get(path);
        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(header(script, "Cache-Control")).contains("immutable");
        assertThat(header(world.get(path, "Accept-Encoding", "gzip"), "Content-Encoding"))
                .isEqualTo("gzip");
    }

    private HttpResponse<String> write(String cookie, String origin) {
        return world.ask("POST", SESSION, "Cookie", cookie, "Origin", origin);
    }

    private void put(String settings) {
        world.policies().put("demo", "{'origin':'" + ORIGIN.uri() + "','capacity':1," + settings + "}");
    }

    private static String session(HttpResponse<String> response) {
        return json(response).path("session").asString();
    }

    private static String ticket(HttpResponse<String> response) {
        return json(response).path("ticket").asString();
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }
}
