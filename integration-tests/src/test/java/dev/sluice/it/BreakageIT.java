package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.crowd.Habits;
import dev.sluice.it.crowd.Kind;
import dev.sluice.it.crowd.Listener;
import dev.sluice.it.observer.Event;
import dev.sluice.it.process.Cluster;
import dev.sluice.it.process.Link;
import dev.sluice.it.process.Node;
import dev.sluice.it.process.RedisServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What breaks, one thing after the other, under two gateways whose stream is full. Each test leaves all well again. */
final class BreakageIT {

    private static final int CAPACITY = 10;
    private static final Duration SOON = Duration.ofSeconds(25);

    private static Stage stage;

    @BeforeAll
    static void start() {
        Cluster.Plan plan = Stage.plan(2, CAPACITY, Duration.ofMillis(300), RedisServer.Memory.APPEND_ONLY);
        Map<String, String> stream = new LinkedHashMap<>(plan.stream());
        stream.put("origin-timeout", "2s");
        stage = Stage.open(new Cluster.Plan(2, stream, plan.overlays(), plan.deadline(), plan.memory(), plan.jvm()));
        for (int i = 0; i < 16; i++) {
            Habits habits = new Habits(
                    List.of(Kind.APP, Kind.BROWSER, Kind.PLAYER).get(i % 3),
                    Duration.ofMinutes(30),
                    Habits.Farewell.LEAVES,
                    Duration.ofMillis(700),
                    0,
                    Duration.ZERO);
            stage.crowd().send(habits, Duration.ofMillis(i * 100L), i);
        }
        stage.until("the stream is full and the others wait", SOON, () -> full() && waiting() == 16 - CAPACITY);
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @AfterEach
    void nothingIsBroken() {
        stage.judge();
    }

    @Test
    void listenersGoOnAndNewcomersWaitWhileRedisIsSilent() {
        outage(() -> stage.cluster().links().forEach(Link::silence));
    }

    @Test
    void listenersGoOnAndNewcomersWaitWhileRedisIsLate() {
        outage(() -> stage.cluster().links().forEach(link -> link.delay(Duration.ofMillis(700))));
    }

    @Test
    void listenersGoOnAndNewcomersWaitWhileRedisIsDown() {
        outage(() -> stage.cluster().links().forEach(Link::cut));
    }

    /** Longer than a lease: nobody who listens is cut, nobody is let in, nobody hangs, and all goes on afterwards. */
    private static void outage(Runnable begin) {
        Set<String> before = sessions();
        stage.storeIsLost();
        begin.run();
        stage.go(Stage.LEASE.plusSeconds(3));
        HttpResponse<String> newcomer =
                new Guest(stage.cluster().gateways().get(0).url()).joins();
        assertThat(newcomer.body()).doesNotContain("\"admitted\"");
        assertThat(newcomer.statusCode()).isIn(201, 503);
        assertThat(sessions()).isEqualTo(before);
        stage.cluster().links().forEach(Link::heal);
        stage.storeIsBack();
        stage.go(Duration.ofSeconds(8));
        assertThat(sessions()).as("those who listened before").containsAll(before);
    }

    @Test
    void nobodyIsCutWhenRedisIsRestartedWithWhatItKnew() {
        Set<String> before = sessions();
        stage.storeIsLost();
        stage.cluster().redis().kill();
        stage.go(Duration.ofSeconds(3));
        stage.cluster().redis().start();
        stage.storeIsBack();
        stage.go(Stage.LEASE.plusSeconds(4));
        assertThat(sessions()).containsAll(before);
    }

    @Test
    void nobodyIsCutAndNobodyOvertakesWhenARestartedRedisHasForgottenEverything() {
        Set<String> before = sessions();
        stage.storeIsLost();
        stage.cluster().redis().forget();
        stage.storeHasForgotten();
        // Until nothing from before the loss is excused any more.
        stage.go(Stage.LEASE.multipliedBy(2).plusSeconds(4));
        assertThat(sessions()).as("those who listened before").containsAll(before);
        assertThat(stage.crowd().tally().count().in()).isLessThanOrEqualTo(CAPACITY);
        stage.until("the others wait", SOON, () -> full() && waiting() >= 3);
    }

    @Test
    void aGatewayThatStartsWithoutRedisServesOnceRedisIsThere() {
        stage.cluster().link("g3").cut();
        Node late = stage.cluster().launchGateway("g3").awaitOpen();
        Guest guest = new Guest(late.url());
        stage.until("it lives", SOON, () -> guest.gets("/livez").statusCode() == 200);
        HttpResponse<String> refused = guest.joins();
        assertThat(refused.statusCode()).isIn(201, 503);
        assertThat(refused.body()).doesNotContain("\"admitted\"");
        stage.cluster().link("g3").heal();
        stage.until("it gives tickets", SOON, () -> {
            HttpResponse<String> answer = guest.joins();
            return answer.statusCode() == 201
                    && Guest.json(answer).path("position").asInt(0) > 0;
        });
        late.close();
    }

    @Test
    void listenersOfAKilledGatewayGoOnThroughAnotherInTheSlotsTheyHave() {
        Set<String> before = sessions();
        stage.kill("g1");
        stage.go(Stage.LEASE.plusSeconds(2));
        assertThat(sessions()).containsAll(before);
        assertThat(cuts()).isZero();
        stage.revive("g1");
    }

    @Test
    void theSlotsOfThoseWhoAreGoneAreFreeWithinALease() {
        List<Listener> gone = stage.crowd().listeners().stream()
                .filter(listener -> listener.state() == Listener.State.IN)
                .limit(3)
                .toList();
        stage.until("somebody waits", SOON, () -> waiting() >= 3);
        gone.forEach(Listener::vanish);
        // A lease, a reap cycle, and the poll of whoever is next.
        Duration limit =
                Stage.LEASE.plus(Stage.LEASE.dividedBy(4)).plus(Stage.POLL_MAX).plusSeconds(3);
        stage.until("three others are in", limit, BreakageIT::full);
    }

    @Test
    void anOriginThatIsDownGives502AndOneThatIsSilent504() {
        String session = stage.crowd().listeners().stream()
                .filter(listener -> listener.state() == Listener.State.IN)
                .map(Listener::sessionToken)
                .findFirst()
                .orElseThrow();
        Guest guest = new Guest(stage.cluster().gateways().get(0).url());
        stage.cluster().origin().stop();
        assertProblem(guest.plays("index.m3u8", session), 502);
        stage.cluster().origin().restart();
        assertThat(guest.plays("index.m3u8", session).statusCode()).isEqualTo(200);
        stage.cluster().origin().stall();
        assertProblem(guest.plays("index.m3u8", session), 504);
        stage.cluster().origin().resume();
        assertThat(guest.plays("index.m3u8", session).statusCode()).isEqualTo(200);
    }

    private static void assertProblem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(Guest.json(response).path("status").asInt()).isEqualTo(status);
    }

    private static long waiting() {
        return stage.crowd().tally().count().waiting();
    }

    private static boolean full() {
        return stage.crowd().tally().count().in() == CAPACITY;
    }

    private static Set<String> sessions() {
        return stage.crowd().listeners().stream()
                .filter(listener -> listener.state() == Listener.State.IN)
                .map(Listener::session)
                .collect(Collectors.toSet());
    }

    private static long cuts() {
        long lastKill = stage.observer().history().stream()
                .filter(Event.GatewayDown.class::isInstance)
                .mapToLong(Event::at)
                .max()
                .orElse(0);
        return stage.observer().history().stream()
                .filter(event -> event instanceof Event.Cut && event.at() > lastKill)
                .count();
    }
}
