package dev.sluice.gateway.waitingroom;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.gateway.fake.FakePolicies;
import dev.sluice.gateway.fake.RandomRoom;
import dev.sluice.gateway.fake.StoreTime;
import dev.sluice.gateway.metrics.GatewayMeters;
import dev.sluice.gateway.metrics.Refusal;
import dev.sluice.gateway.pages.Standing;
import dev.sluice.gateway.token.TicketToken;
import dev.sluice.gateway.waitingroom.TicketReference.Due;
import dev.sluice.gateway.waitingroom.TicketReference.Step;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.store.StoreClock;
import dev.sluice.redis.store.StoreMode;
import dev.sluice.redis.waitingroom.ClaimDecision;
import dev.sluice.redis.waitingroom.RoomView;
import dev.sluice.redis.waitingroom.Ticket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * One random history of tickets at one gateway: whatever its copy of the room shows, whatever the store answers, while its clock
 * is set and the operator changes the policy. Each decision is made by the code and by the reference, and compared.
 */
final class TicketHistory {

    static final List<String> TO_REACH = List.of(
            "over",
            "told without asking",
            "claim FIRST",
            "claim AGAIN",
            "claim RETURNING",
            "enters",
            "enters again",
            "spent",
            "WAITING",
            "CALLED",
            "HOLD",
            "REJECT",
            "MAINTENANCE",
            "STORE_LOST",
            "RECOVERING",
            "wait known",
            "wait unknown",
            "position kept down",
            "room",
            "no room",
            "clock set while asked");

    private static final long SECOND = 1_000_000;

    /** A ticket that got in, and when. */
    private record Entry(TicketToken token, long at) {}

    /** A ticket whose claim is with the store. */
    private record Claim(
            String words,
            TicketToken shown,
            Step.Claims due,
            LivePolicy live,
            CompletableFuture<ClaimDecision> store,
            CompletableFuture<TicketDecision> got) {}

    private final SplittableRandom random;
    private final StoreTime time = new StoreTime();
    private final StoreClock clock;
    private final RandomRoom room;
    private final TicketDesk desk;
    private final TicketReference reference;
    private final List<TicketToken> tokens = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> reached = new HashSet<>();
    private final List<String> said = new ArrayList<>();
    private StoreMode mode = StoreMode.UP;
    private LivePolicy live;
    private long tail = 100;

    TicketHistory(long seed) {
        random = new SplittableRandom(seed);
        clock = time.node(random.nextLong(2 * SECOND));
        room = new RandomRoom(random);
        live = policy();
        reference = new TicketReference(clock);
        desk = new TicketDesk(
                new TicketDesk.Store(room, clock, () -> mode),
                time,
                new GatewayMeters(new SimpleMeterRegistry(), new FakePolicies(), room, () -> mode),
                random.split(),
                Schedulers.immediate());
    }

    Set<String> reached() {
        return reached;
    }

    void run(int steps) {
        try {
            for (int i = 0; i < steps; i++) {
                step();
            }
        } catch (AssertionError | RuntimeException e) {
            List<String> last = said.subList(Math.max(0, said.size() - 10), said.size());
            throw new AssertionError(e.getMessage() + "\nthe last steps:\n  " + String.join("\n  ", last), e);
        }
    }

    private void step() {
        room.next(tail, live.policy().capacity());
        int dice = random.nextInt(100);
        if (dice < 10 || tokens.isEmpty()) {
            issue();
        } else if (dice < 60) {
            ask(token());
        } else if (dice < 63) {
            leave(token());
        } else if (dice < 66) {
            returns();
        } else if (dice < 75 && !claims.isEmpty()) {
            answer(claims.remove(random.nextInt(claims.size())));
        } else if (dice < 85) {
            time.advance(random.nextLong(random.nextInt(8) == 0 ? 90 * SECOND : 5 * SECOND));
        } else if (dice < 90) {
            toTheBrink(token());
        } else if (dice < 94) {
            room();
        } else {
            happens();
        }
    }

    private void happens() {
        switch (random.nextInt(4)) {
            case 0 -> mode = mode == StoreMode.UP ? StoreMode.LOST : StoreMode.UP;
            case 1 -> mode = StoreMode.UP;
            case 2 -> live = policy();
            default -> {
                if (time.canBeSet() && random.nextInt(3) == 0) {
                    time.set();
                    say("the store's clock is set to %d".formatted(time.storeMicros()));
                    if (!claims.isEmpty()) {
                        reached.add("clock set while asked");
                    }
                }
            }
        }
    }

    private LivePolicy policy() {
        long min = 500L + random.nextInt(3_000);
        long max = min + random.nextInt(40_000);
        long window = (max * 5 + 3) / 4 + 1_000 + random.nextInt(5_000);
        String gate = random.nextBoolean()
                ? "auto"
                : List.of("open", "hold", "reject", "maintenance").get(random.nextInt(4));
        return FakePolicies.live(
                "demo",
                ("{'origin':'http://127.0.0.1:1024/','gate':'%s','capacity':%d,'storeLoss':'%s','pollMin':'%dms','pollMax':'%dms',"
                                + "'presenceWindow':'%dms','absence':'%dms','firstLease':'%ds'}")
                        .formatted(
                                gate,
                                random.nextInt(6),
                                random.nextBoolean() ? "open" : "closed",
                                min,
                                max,
                                window,
                                Math.max(60_000, window) + random.nextInt(120_000),
                                16 + random.nextInt(29)));
    }

    /** Time goes by until a ticket was away for exactly as long as counts, or a microsecond less or more. */
    private void toTheBrink(TicketToken token) {
        if (!entries.isEmpty() && random.nextInt(3) == 0) {
            Entry entry = entries.get(entries.size() - 1);
            advance(entry.at(), live.policy().firstLease());
            ask(entry.token());
            return;
        }
        boolean passedOver = random.nextBoolean();
        advance(
                token.polledAtMicros(),
                passedOver ? live.policy().presenceWindow() : live.policy().absence());
        ask(token);
    }

    private void advance(long since, Duration brink) {
        long due = clock.rebased(since) + brink.toNanos() / 1_000 + random.nextInt(3) - 1;
        time.advance(Math.max(0, Math.min(due - clock.nowMicros(), 200 * SECOND)));
    }

    private void issue() {
        long at = clock.nowMicros() - random.nextLong(SECOND / 10);
        Ticket ticket = new Ticket(random.nextInt(4) == 0 ? 6 : 7, tail++);
        say("%s is issued".formatted(ticket));
        TicketToken fresh = new TicketToken(ticket, at, at, 0, Long.MAX_VALUE - 1, false, false);
        Due due = reference.due(live.policy(), fresh, room.view(live), mode, Standing.WAITING);
        AdmitDecision.Queued queued = new AdmitDecision.Queued(ticket.incarnation(), ticket.number(), at);
        waits("a ticket is issued", live, fresh, due, desk.issue(live, queued));
    }

    private void returns() {
        Ticket ticket = new Ticket(7, (1L << 48) + random.nextInt(50));
        TicketToken token = desk.ofReturner(ticket);
        long now = clock.nowMicros();
        same("a returner's ticket", new TicketToken(ticket, now, now, 0, Long.MAX_VALUE - 1, true, true), token);
        ask(token);
    }

    private void leave(TicketToken token) {
        say("%s is given up".formatted(token));
        reference.leaves(token.ticket());
        room.left().clear();
        desk.leave(live, token).block();
        same("the tickets that are given up", List.of(token.ticket()), room.left());
    }

    private void room() {
        RoomView view = room.view(live);
        boolean due = TicketReference.hasRoom(live.policy(), view, mode);
        same(
                "room at %s, gate %s, capacity %d, store %s"
                        .formatted(view, live.policy().gate(), live.policy().capacity(), mode),
                due,
                desk.hasRoom(live));
        reached.add(due ? "room" : "no room");
        Refusal reason = List.of(Refusal.values()).get(random.nextInt(Refusal.values().length));
        Duration told = desk.retryAfter(live, reason);
        assertThat(TicketReference.isInterval(
                        live.policy(), TicketReference.positionOf(view, reason), TicketReference.rate(view), told))
                .as("whoever is refused for %s at %s asks again after %s", reason, view, told)
                .isTrue();
    }

    private void ask(TicketToken token) {
        RoomView view = room.view(live);
        String words = "%s asks at %d, shown %s; gate %s, store %s"
                .formatted(token, clock.nowMicros(), view, live.policy().gate(), mode);
        say(words);
        Step due = reference.asks(live.policy(), token, view, mode);
        room.forget();
        CompletableFuture<TicketDecision> got = new CompletableFuture<>();
        desk.ask(live, token).subscribe(got::complete);
        if (due instanceof Step.Claims claim) {
            same(words, List.of(claim.attempt() + " " + token.ticket().number()), room.claimed());
            same(words, List.of(), room.marked());
            reached.add("claim " + claim.attempt());
            Claim mine = new Claim(words, token, claim, live, room.answer(), got);
            if (random.nextInt(3) > 0) {
                answer(mine);
            } else {
                claims.add(mine);
            }
            return;
        }
        same(words, List.of(), room.claimed());
        same(words, due instanceof Step.Told ? List.of(token.ticket()) : List.of(), room.marked());
        TicketDecision told = requireNonNull(got.getNow(null), words);
        if (due instanceof Step.Told tells) {
            reached.add("told without asking");
            waits(words, live, token, tells.due(), told);
        } else {
            reached.add("over");
            same(words, new TicketDecision.Worthless(), told);
        }
    }

    private void answer(Claim claim) {
        ClaimDecision store = decision(claim.shown().ticket());
        String words = claim.words() + "; the store answers " + store;
        say("the store answers %s to %s".formatted(store, claim.shown().ticket()));
        room.forget();
        RoomView view = room.view(live);
        Optional<TicketDecision.Enters> enters =
                reference.enters(claim.live().policy(), claim.due().token(), store);
        claim.store().complete(store);
        TicketDecision told = requireNonNull(claim.got().getNow(null), words);
        if (enters.isPresent()) {
            reached.add(store instanceof ClaimDecision.Granted ? "enters" : "enters again");
            entries.add(new Entry(claim.shown(), enters.get().acceptedAtMicros()));
            same(words, enters.get(), told);
            return;
        }
        Optional<Due> stays = reference.stays(claim.live().policy(), claim.due().token(), view, mode, store);
        if (stays.isEmpty()) {
            reached.add("spent");
            same(words, new TicketDecision.Worthless(), told);
            return;
        }
        boolean unmarked = store instanceof ClaimDecision.StoreLost
                && !view.isCalled(claim.shown().ticket());
        same(words, unmarked ? List.of(claim.shown().ticket()) : List.of(), room.marked());
        waits(words, claim.live(), claim.shown(), stays.get(), told);
    }

    private ClaimDecision decision(Ticket ticket) {
        if (mode == StoreMode.LOST || random.nextInt(8) == 0) {
            return new ClaimDecision.StoreLost();
        }
        return switch (random.nextInt(8)) {
            case 0, 1 ->
                new ClaimDecision.Granted(
                        new Slot(7, random.nextInt(9), random.nextInt(65_536), ticket.number()), clock.nowMicros());
            case 2 -> new ClaimDecision.Spent();
            case 3 -> new ClaimDecision.NotCalled();
            default -> new ClaimDecision.NotYet();
        };
    }

    private void waits(String words, LivePolicy policy, TicketToken shown, Due due, TicketDecision told) {
        Telling telling = new Telling(words, policy.policy(), clock);
        tokens.add(telling.compare(shown, due, told));
        reached.add(due.standing().name());
        reached.add(telling.isWaitKnown(due) ? "wait known" : "wait unknown");
        if (due.ahead() < room.view(policy).ahead(shown.ticket().number())) {
            reached.add("position kept down");
        }
    }

    /** Of the latest tickets, often the newest of all. */
    private TicketToken token() {
        return tokens.get(Math.max(0, tokens.size() - 1 - random.nextInt(12)));
    }

    private static void same(String what, @Nullable Object due, @Nullable Object told) {
        assertThat(told).as(what).isEqualTo(due);
    }

    private void say(String words) {
        said.add(words);
    }
}
