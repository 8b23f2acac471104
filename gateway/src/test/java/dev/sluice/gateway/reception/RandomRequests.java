package dev.sluice.gateway.reception;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.gateway.admission.Hold;
import dev.sluice.gateway.admission.Holds;
import dev.sluice.gateway.admission.Sessions;
import dev.sluice.gateway.admission.Use;
import dev.sluice.gateway.fake.FakePolicies;
import dev.sluice.gateway.fake.RandomRoom;
import dev.sluice.gateway.fake.StoreTime;
import dev.sluice.gateway.metrics.GatewayMeters;
import dev.sluice.gateway.reception.AdmissionDecision.Entered;
import dev.sluice.gateway.reception.AdmissionDecision.Refused;
import dev.sluice.gateway.reception.AdmissionDecision.Waiting;
import dev.sluice.gateway.reception.AdmissionReference.Scene;
import dev.sluice.gateway.reception.AdmissionReference.Turn;
import dev.sluice.gateway.reception.AdmissionReference.Visitor;
import dev.sluice.gateway.reception.AdmissionReference.Welcome;
import dev.sluice.gateway.reception.AdmissionReference.Worth;
import dev.sluice.gateway.reception.Admissions.Keeps;
import dev.sluice.gateway.reception.Credentials.Carried;
import dev.sluice.gateway.reception.Credentials.Way;
import dev.sluice.gateway.token.SessionToken;
import dev.sluice.gateway.token.TicketToken;
import dev.sluice.gateway.waitingroom.TicketDesk;
import dev.sluice.redis.admission.Acceptance;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.admission.SlotLedger;
import dev.sluice.redis.store.StoreClock;
import dev.sluice.redis.store.StoreMode;
import dev.sluice.redis.waitingroom.ClaimDecision;
import dev.sluice.redis.waitingroom.Ticket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import reactor.core.scheduler.Schedulers;

/** Random requests to one gateway, each decided by the code and by the reference. */
final class RandomRequests implements SlotLedger {

    private static final long SECOND = 1_000_000;

    private final SplittableRandom random;
    private final StoreTime time = new StoreTime();
    private final StoreClock clock = time.node(0);
    private final RandomRoom room;
    private final Sessions sessions;
    private final Admissions admissions;
    private final Map<Long, Worth> worth = new HashMap<>();
    private final List<Slot> released = new ArrayList<>();
    private StoreMode mode = StoreMode.UP;
    private Welcome welcome = Welcome.GRANTED;
    private long numbers = 100;
    private int admitted;

    RandomRequests(long seed) {
        random = new SplittableRandom(seed);
        room = new RandomRoom(random);
        FakePolicies policies = new FakePolicies();
        GatewayMeters meters = new GatewayMeters(new SimpleMeterRegistry(), policies, room, () -> mode);
        sessions = new Sessions(new Sessions.Store(this, clock, () -> mode), time, 10_000, Schedulers.immediate());
        TicketDesk desk = new TicketDesk(
                new TicketDesk.Store(room, clock, () -> mode), time, meters, random.split(), Schedulers.immediate());
        Holds holds = new Holds(sessions, policies, Schedulers.immediate());
        admissions =
                new Admissions(this, new Admissions.Listeners(sessions, desk, holds, meters), Schedulers.immediate());
    }

    /** One request; what was due. */
    String next() {
        time.advance(random.nextLong(SECOND));
        LivePolicy live = policy();
        room.next(numbers + 1_000, live.policy().capacity());
        room.forget();
        room.left().clear();
        mode = random.nextInt(4) == 0 ? StoreMode.LOST : StoreMode.UP;
        List<AdmissionReference.Session> bring = new ArrayList<>();
        List<Carried<SessionToken>> carried = new ArrayList<>();
        for (Way way : List.of(Way.QUERY, Way.HEADER, Way.COOKIE, Way.CHECK)) {
            if (random.nextInt(3) == 0) {
                AdmissionReference.Session session =
                        new AdmissionReference.Session(any(Worth.values()), way, any(Turn.values()));
                bring.add(session);
                carried.add(new Carried<>(session(live, session), way));
            }
        }
        Optional<AdmissionReference.Ticket> ticket = random.nextBoolean()
                ? Optional.empty()
                : Optional.of(new AdmissionReference.Ticket(
                        any(Turn.values()),
                        List.of(Way.QUERY, Way.HEADER, Way.COOKIE).get(random.nextInt(3))));
        Visitor visitor = new Visitor(bring, ticket, any(Keeps.values()), any(Welcome.values()));
        welcome = visitor.welcome();
        admitted = 0;
        Scene scene = new Scene(live.policy(), room.view(live), mode);
        Credentials credentials =
                new Credentials(carried, ticket.map(this::ticket).orElse(null), random.nextBoolean());

        same("what a HEAD is told", scene.why(), admissions.full(live).reason());
        String due = AdmissionReference.due(scene, visitor);
        String words = "%s of %s at gate %s, %s, store %s"
                .formatted(due, visitor, live.policy().gate(), scene.view(), mode);
        var held =
                requireNonNull(admissions.session(live, credentials, Use.LOOK).block(), words);
        if (held.isPresent()) {
            same(words, due, "held " + held.get().way());
            return due;
        }
        AdmissionDecision told = requireNonNull(
                admissions.enter(live, credentials, visitor.keeps()).block(), words);
        same(words, due, words(told));
        boolean newcomer = due.endsWith("newcomer") || due.startsWith("refused");
        same(words, newcomer && AdmissionReference.isAsked(scene, visitor) ? 1 : 0, admitted);
        boolean ghost = newcomer && admitted == 1 && visitor.keeps() == Keeps.NOTHING && welcome == Welcome.QUEUED;
        same(words + ": tickets given up", ghost ? 1 : 0, room.left().size());
        undelivered(words, told);
        return due;
    }

    /** Who just got in and never hears of it leaves no slot taken; who claimed may claim again. */
    private void undelivered(String words, AdmissionDecision told) {
        if (told instanceof Entered entered) {
            released.clear();
            entered.undo().ends(Hold.Ending.BROKEN);
            List<Slot> due = entered.way() == null ? List.of(entered.token().slot()) : List.of();
            same(words + ": slots given back", due, released);
        }
    }

    private static String words(AdmissionDecision told) {
        if (told instanceof Entered entered) {
            return entered.way() == null ? "entered as newcomer" : "entered by " + entered.way();
        }
        if (told instanceof Refused refused) {
            assertThat(refused.retryAfter()).isPositive();
            return "refused " + refused.reason();
        }
        Waiting waiting = (Waiting) told;
        Ticket ticket = waiting.waits().token().ticket();
        String way = WAYS.getOrDefault(ticket.number() % Ticket.RETURNER % 10, "newcomer");
        same("whether the ticket came as a cookie", way.equals("COOKIE"), waiting.cookieCame());
        return "newcomer".equals(way) ? "waits as newcomer" : "waits with " + way;
    }

    /** The last digit of a number tells how its token came. */
    private static final Map<Long, String> WAYS = Map.of(1L, "QUERY", 2L, "HEADER", 3L, "COOKIE", 4L, "CHECK");

    private long number(Way way) {
        numbers += 10;
        return numbers / 10 * 10
                + switch (way) {
                    case QUERY -> 1;
                    case HEADER -> 2;
                    case COOKIE -> 3;
                    case CHECK -> 4;
                };
    }

    private LivePolicy policy() {
        String gate = random.nextInt(3) == 0
                ? "auto"
                : List.of("open", "hold", "reject", "maintenance").get(random.nextInt(4));
        return FakePolicies.live(
                "demo",
                "{'origin':'http://127.0.0.1:1024/','gate':'%s','capacity':%d,'storeLoss':'%s'}"
                        .formatted(gate, random.nextInt(6), random.nextBoolean() ? "open" : "closed"));
    }

    private SessionToken session(LivePolicy live, AdmissionReference.Session session) {
        long number = number(session.way());
        long ago = switch (session.worth()) {
            case FRESH -> SECOND;
            case RENEWED, LOST_LATELY, NEVER_HEARD -> 30 * SECOND;
            case LOST_LONG_AGO -> live.policy().resumeWindow().toSeconds() * SECOND + SECOND;
        };
        worth.put(number, session.worth());
        room.answers(new Ticket(7, number + Ticket.RETURNER), answer(session.asReturner(), number));
        return new SessionToken(
                new Slot(7, 1, 1, number),
                clock.nowMicros() - ago,
                session.worth() != Worth.NEVER_HEARD,
                false,
                clock.nowMicros() + Duration.ofDays(1).toSeconds() * SECOND);
    }

    private Carried<TicketToken> ticket(AdmissionReference.Ticket ticket) {
        Ticket called = new Ticket(7, number(ticket.way()));
        room.answers(called, answer(ticket.turn(), called.number()));
        long now = clock.nowMicros();
        return new Carried<>(new TicketToken(called, now, now, 0, 5, true, false), ticket.way());
    }

    private ClaimDecision answer(Turn turn, long number) {
        return switch (turn) {
            case ENTERS -> new ClaimDecision.Granted(new Slot(7, 2, 2, number), clock.nowMicros());
            case NOT_YET -> new ClaimDecision.NotYet();
            case SPENT -> new ClaimDecision.Spent();
        };
    }

    @Override
    public CompletionStage<AdmitDecision> admit(LivePolicy policy) {
        admitted++;
        long number = number(Way.QUERY) - 1;
        return CompletableFuture.completedFuture(
                switch (welcome) {
                    case GRANTED -> new AdmitDecision.Granted(new Slot(7, 3, 3, number), clock.nowMicros());
                    case QUEUED -> new AdmitDecision.Queued(7, number, clock.nowMicros());
                    case REFUSED -> new AdmitDecision.Refused();
                    case LOST -> new AdmitDecision.StoreLost();
                });
    }

    @Override
    public CompletionStage<RenewDecision> renew(LivePolicy policy, Slot slot, Renewal renewal, Acceptance last) {
        boolean holds = requireNonNull(worth.get(slot.number())).holds;
        return CompletableFuture.completedFuture(
                holds ? new RenewDecision.Renewed(clock.nowMicros()) : new RenewDecision.Stale());
    }

    @Override
    public CompletionStage<Void> release(LivePolicy policy, Slot slot) {
        released.add(slot);
        return CompletableFuture.completedFuture(null);
    }

    private <T> T any(T[] all) {
        return all[random.nextInt(all.length)];
    }

    private static void same(String what, Object due, Object told) {
        assertThat(told).as(what).isEqualTo(due);
    }
}
