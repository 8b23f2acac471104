package dev.sluice.gateway.admission;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.gateway.fake.FakePolicies;
import dev.sluice.gateway.fake.StoreTime;
import dev.sluice.gateway.token.SessionToken;
import dev.sluice.redis.admission.Acceptance;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.admission.SlotLedger;
import dev.sluice.redis.store.StoreClock;
import dev.sluice.redis.store.StoreMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * One random history of sessions: listeners with tokens of different age, three gateways, a store that moves sessions, forgets
 * them, is lost and comes back, and whose clock is set. Each decision is made by the code and by the reference, and compared.
 */
final class SessionHistory {

    static final List<String> TO_REACH = List.of(
            "answered without asking",
            "news handed out",
            "asked",
            "came while asked",
            "moved",
            "served without the store",
            "stale for the store",
            "stale without the store",
            "over",
            "left while asked",
            "clock set while asked",
            "gateway began after the clock was set",
            "closed",
            "returns",
            "may not return");

    private static final long SECOND = 1_000_000;

    /** A request that waits for the store. */
    private record Request(
            String words,
            SessionToken token,
            SessionReference.Knowledge known,
            LivePolicy live,
            CompletableFuture<SessionDecision> got) {}

    private record Question(Slot slot, Renewal renewal, Acceptance last, CompletableFuture<RenewDecision> answer) {}

    private final SplittableRandom random;
    private final StoreTime time = new StoreTime();
    private final List<Gateway> gateways = new ArrayList<>();
    private final Map<Long, List<SessionToken>> tokens = new HashMap<>();
    private final Map<Long, Slot> slots = new HashMap<>();
    private final Set<String> reached = new HashSet<>();
    private final List<String> said = new ArrayList<>();
    private LivePolicy live;
    private boolean set;
    private boolean ignorant;
    private int tag;

    private final class Gateway implements SlotLedger {

        private StoreMode mode = StoreMode.UP;
        private final StoreClock clock = time.node(random.nextLong(2 * SECOND));
        private final Sessions sessions =
                new Sessions(new Sessions.Store(this, clock, () -> mode), time, 10_000, Schedulers.immediate());
        private final SessionReference reference = new SessionReference(clock);
        private final List<Question> asked = new ArrayList<>();
        private final Map<Question, List<Request>> waiting = new HashMap<>();
        private final List<Request> order = new ArrayList<>();
        private final List<Slot> released = new ArrayList<>();

        @Override
        public CompletionStage<AdmitDecision> admit(LivePolicy policy) {
            throw new UnsupportedOperationException("nobody new is admitted here");
        }

        @Override
        public CompletionStage<RenewDecision> renew(LivePolicy policy, Slot slot, Renewal renewal, Acceptance last) {
            Question question = new Question(slot, renewal, last, new CompletableFuture<>());
            asked.add(question);
            return question.answer();
        }

        @Override
        public CompletionStage<Void> release(LivePolicy policy, Slot slot) {
            released.add(slot);
            return CompletableFuture.completedFuture(null);
        }
    }

    SessionHistory(long seed) {
        random = new SplittableRandom(seed);
        live = policy();
        for (int i = 0; i < 3; i++) {
            gateways.add(new Gateway());
        }
    }

    Set<String> reached() {
        return reached;
    }

    void run(int steps) {
        try {
            for (int i = 0; i < steps; i++) {
                step(gateways.get(random.nextInt(gateways.size())));
            }
        } catch (AssertionError | RuntimeException e) {
            List<String> last = said.subList(Math.max(0, said.size() - 20), said.size());
            throw new AssertionError(e.getMessage() + "\nthe last steps:\n  " + String.join("\n  ", last), e);
        }
    }

    private void step(Gateway gateway) {
        int dice = random.nextInt(100);
        if (dice < 8 || tokens.isEmpty()) {
            begin(gateway);
        } else if (dice < 50) {
            use(gateway, token());
        } else if (dice < 55) {
            close(gateway, token());
        } else if (dice < 57) {
            leave(gateway, token());
        } else if (dice < 63) {
            returns(gateway, token());
        } else if (dice < 73) {
            answerOne(gateway);
        } else if (dice < 82) {
            time.advance(random.nextLong(live.policy().lease().toMillis() * 500));
        } else if (dice < 88) {
            toTheBrink(gateway, token());
        } else {
            happens(gateway);
        }
    }

    // what happens around gateways

    private void happens(Gateway gateway) {
        switch (random.nextInt(7)) {
            case 0 -> gateway.mode = gateway.mode == StoreMode.UP ? StoreMode.LOST : StoreMode.UP;
            case 1 -> gateways.forEach(each -> each.mode = StoreMode.UP);
            case 2 -> move(number());
            case 3 -> slots.remove(number());
            case 4 -> live = policy();
            case 5 -> restart(gateway);
            default -> setClock();
        }
    }

    private void move(long number) {
        slots.computeIfPresent(number, (same, old) -> slot(number));
        say("the store moves session %d".formatted(number));
    }

    private void restart(Gateway gateway) {
        if (random.nextInt(3) == 0 && gateway.waiting.isEmpty()) {
            say("gateway %d begins anew".formatted(gateways.indexOf(gateway)));
            gateways.set(gateways.indexOf(gateway), new Gateway());
            ignorant |= set;
        }
    }

    /** Not after a gateway began that knows nothing of what was before: it could not tell one moment from another. */
    private void setClock() {
        if (!ignorant && time.canBeSet() && random.nextInt(3) == 0) {
            time.set();
            set = true;
            say("the store's clock is set to %d".formatted(time.storeMicros()));
            if (gateways.stream().anyMatch(gateway -> !gateway.waiting.isEmpty())) {
                reached.add("clock set while asked");
            }
        }
    }

    /** Time goes by until a token is exactly as old as it may be, or a microsecond less or more. */
    private void toTheBrink(Gateway gateway, SessionToken token) {
        Duration lease = live.policy().lease();
        Duration brink = List.of(
                        lease,
                        lease.dividedBy(3),
                        live.policy().firstLease(),
                        live.policy().resumeWindow())
                .get(random.nextInt(4));
        long due = gateway.clock.rebased(token.acceptedAtMicros()) + brink.toNanos() / 1_000 + random.nextInt(3) - 1;
        long wait = due - gateway.clock.nowMicros();
        if (wait > 0 && wait < 2 * 60 * SECOND) {
            time.advance(wait);
        }
        if (random.nextBoolean()) {
            use(gateway, token);
        } else {
            returns(gateway, token);
        }
    }

    private LivePolicy policy() {
        long lease = 6_000L + random.nextInt(30_000);
        long first = lease / 3 + 1 + random.nextLong(lease - lease / 3 - 1);
        return FakePolicies.live(
                "demo",
                "{'origin':'http://127.0.0.1:1024/','lease':'%dms','firstLease':'%dms','resumeWindow':'%ds'}"
                        .formatted(lease, Math.max(3_000, first), random.nextInt(120)));
    }

    // what listeners do

    private void begin(Gateway gateway) {
        long number = 65_536L + tokens.size();
        Slot slot = random.nextInt(6) == 0 ? Slot.nowhere(7, number) : slot(number);
        long accepted = gateway.clock.nowMicros();
        SessionToken due = new SessionToken(
                slot,
                accepted,
                false,
                slot.isNowhere(),
                accepted + Duration.ofDays(7).toMillis() * 1_000);
        same("a session begins", due, gateway.sessions.begin(slot, accepted));
        slots.put(number, slot);
        tokens.put(number, new ArrayList<>(List.of(due)));
    }

    private void use(Gateway gateway, SessionToken token) {
        Use use = random.nextInt(3) == 0 ? Use.LOOK : Use.PLAY;
        Optional<Renewal> due = gateway.reference.due(live.policy(), token, use, gateway.mode);
        SessionReference.Knowledge known = gateway.reference.knows(token);
        String words = "gateway %d is asked by %s to %s".formatted(gateways.indexOf(gateway), token, use);
        say("%s (%s; its store is %s; lease %s, %s)"
                .formatted(
                        words,
                        gateway.clock.nowMicros(),
                        gateway.mode,
                        live.policy().lease(),
                        live.policy().firstLease()));
        Request request = new Request(words + " at " + said.size(), token, known, live, new CompletableFuture<>());
        int before = gateway.asked.size();
        Mono<SessionDecision> answer = gateway.sessions.use(live, token, use);
        answer.subscribe(decision -> {
            request.got().complete(decision);
            gateway.order.add(request);
        });
        if (due.isEmpty()) {
            same(words, gateway.reference.answer(token), answered(request));
            same("questions", before, gateway.asked.size());
            reached.add(known.left() ? "over" : "answered without asking");
            keep(token, answered(request));
            return;
        }
        Optional<Question> others = gateway.waiting.keySet().stream()
                .filter(question -> question.renewal() == due.get()
                        && question.slot().number() == token.slot().number())
                .findFirst();
        same("questions", before + (others.isPresent() ? 0 : 1), gateway.asked.size());
        Question question = others.orElseGet(() -> {
            Question mine = gateway.asked.get(before);
            same("the question", due.get(), mine.renewal());
            same("the slot", gateway.reference.slot(known), mine.slot());
            same("what the store is told", gateway.reference.acceptance(known), mine.last());
            gateway.waiting.put(mine, new ArrayList<>());
            return mine;
        });
        requireNonNull(gateway.waiting.get(question)).add(request);
        reached.add(others.isPresent() ? "came while asked" : "asked");
        if (random.nextInt(3) > 0) {
            answer(gateway, question);
        }
    }

    private void answerOne(Gateway gateway) {
        List<Question> all =
                gateway.asked.stream().filter(gateway.waiting::containsKey).toList();
        if (!all.isEmpty()) {
            answer(gateway, all.get(random.nextInt(all.size())));
        }
    }

    private void answer(Gateway gateway, Question question) {
        RenewDecision store = decision(gateway, question.slot());
        say("gateway %d hears %s of %s".formatted(gateways.indexOf(gateway), store, question.slot()));
        List<Request> requests = requireNonNull(gateway.waiting.remove(question));
        gateway.order.clear();
        question.answer().complete(store);
        same("answered", requests.size(), gateway.order.size());
        for (Request request : gateway.order) {
            SessionDecision due = gateway.reference.answer(
                    request.live().policy(), request.known(), question.slot(), question.renewal(), store);
            same(request.words(), due, answered(request));
            tell(store, due);
            keep(request.token(), due);
        }
    }

    private void tell(RenewDecision store, SessionDecision due) {
        boolean stale = due instanceof SessionDecision.Stale;
        if (store instanceof RenewDecision.StoreLost) {
            reached.add(stale ? "stale without the store" : "served without the store");
        } else if (store instanceof RenewDecision.Moved) {
            reached.add(stale ? "left while asked" : "moved");
        } else if (store instanceof RenewDecision.Stale) {
            reached.add("stale for the store");
        }
    }

    /** The store knows one slot of a session, and tells who asks with another that it was moved. */
    private RenewDecision decision(Gateway gateway, Slot asked) {
        if (gateway.mode == StoreMode.LOST || random.nextInt(8) == 0) {
            return new RenewDecision.StoreLost();
        }
        Slot slot = slots.get(asked.number());
        if (slot == null) {
            return new RenewDecision.Stale();
        }
        if (slot.isNowhere()) {
            slot = slot(asked.number());
            slots.put(asked.number(), slot);
        }
        long at = gateway.clock.nowMicros() + random.nextLong(SECOND);
        return slot.equals(asked) ? new RenewDecision.Renewed(at) : new RenewDecision.Moved(slot, at);
    }

    private void close(Gateway gateway, SessionToken token) {
        say("gateway %d hears that the page of %s closes".formatted(gateways.indexOf(gateway), token));
        SessionReference.Knowledge known = gateway.reference.knows(token);
        int before = gateway.asked.size();
        CompletableFuture<SessionToken> closing =
                gateway.sessions.close(live, token).toFuture();
        if (!known.left()) {
            Question question = gateway.asked.get(before);
            same("the question", Renewal.CLOSE, question.renewal());
            same("the slot", gateway.reference.slot(known), question.slot());
            same("what the store is told", gateway.reference.acceptance(known), question.last());
            question.answer().complete(decision(gateway, question.slot()));
            reached.add("closed");
        }
        SessionToken due = gateway.reference.close(live.policy(), token);
        same("the closing token", due, closing.join());
        requireNonNull(tokens.get(token.slot().number())).add(due);
    }

    private void leave(Gateway gateway, SessionToken token) {
        say("gateway %d hears that %s leaves".formatted(gateways.indexOf(gateway), token));
        Slot slot = gateway.reference.slot(gateway.reference.knows(token));
        gateway.reference.leave(token);
        gateway.released.clear();
        gateway.sessions.leave(live, token).block();
        same("the slots that are given back", List.of(slot), gateway.released);
        if (random.nextBoolean()) {
            slots.remove(token.slot().number());
        }
    }

    private void returns(Gateway gateway, SessionToken token) {
        say("gateway %d is asked by %s whether it may return".formatted(gateways.indexOf(gateway), token));
        var due = gateway.reference.returner(live.policy(), token);
        same("the returner's ticket", due, gateway.sessions.returner(live, token));
        reached.add(due.isPresent() ? "returns" : "may not return");
    }

    private static SessionDecision answered(Request request) {
        return requireNonNull(request.got().getNow(null), "no answer: " + request.words());
    }

    private void keep(SessionToken token, SessionDecision decision) {
        if (decision instanceof SessionDecision.Renewed renewed) {
            reached.add("news handed out");
            requireNonNull(tokens.get(token.slot().number())).add(renewed.token());
        }
        if (ignorant) {
            reached.add("gateway began after the clock was set");
        }
    }

    private long number() {
        return 65_536L + Math.max(0, tokens.size() - 1 - random.nextInt(5));
    }

    /** Of the latest sessions, an old token or, more often, the newest. */
    private SessionToken token() {
        List<SessionToken> all = requireNonNull(tokens.get(Math.max(65_536, number())));
        return all.get(random.nextInt(3) == 0 ? random.nextInt(all.size()) : all.size() - 1);
    }

    private Slot slot(long number) {
        return new Slot(7, random.nextInt(50), tag++ % 65_536, number);
    }

    private static void same(String what, @Nullable Object due, @Nullable Object told) {
        assertThat(told).as(what).isEqualTo(due);
    }

    private void say(String words) {
        said.add(words);
    }
}
