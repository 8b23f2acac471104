package dev.sluice.redis.stream;

import dev.sluice.config.policy.Gate;
import dev.sluice.redis.store.Script;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * One random history of a stream: gateways that know what the answers told them, listeners and those who wait, an operator,
 * and what may happen to Redis. Each step is done by the scripts and by the reference, and compared.
 */
final class History {

    private static final long SECOND = 1_000_000;
    private static final int GATEWAYS = 3;
    /** Entries a call. */
    private static final int MOST = 512;

    private static final int TOLD = Integer.getInteger("sluice.told", 16);

    /** How many slots a history has to do with. */
    private enum Scale {
        SMALL,
        /** More than a piece of the array. */
        PIECES,
        /** More than a string of it. */
        STRINGS
    }

    /** What all histories together have to reach, for the comparison to be worth something. */
    static final List<String> TO_REACH = List.of(
            "slots behind the first piece",
            "slots behind the first string",
            "a reap that stops at its bound",
            "a reap of a later piece",
            "many slots cut out of a piece",
            "a batch took more",
            "somebody showed up late",
            "somebody who had found no slot got one",
            "nobody of a batch",
            "more than got in",
            "some",
            "hardly anybody shows up");

    /** A token that a listener holds, or held. */
    private record Session(long incarnation, Reference.Grant slot, long number, long accepted) {}

    private record Waiter(long incarnation, long number) {}

    private final SplittableRandom random;
    private final Scripts scripts;
    private final boolean faults;
    private final Scale scale;
    private final Set<String> reached = new HashSet<>();
    private final List<Session> sessions = new ArrayList<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final Known[] known = new Known[GATEWAYS];
    private final Reference.Rules[] rules = new Reference.Rules[GATEWAYS];
    private Reference reference;
    private Reference saved;
    private Head savedLast = Head.UNKNOWN;
    private Reference.Rules newest;
    private Head last = Head.UNKNOWN;
    private long time = 1_700_000_000 * SECOND;
    private long highest;
    private int steps;

    History(long seed, Scripts scripts) {
        this.scripts = scripts;
        this.random = new SplittableRandom(seed);
        this.faults = random.nextInt(3) > 0;
        this.scale = seed % 50 == 0 ? Scale.STRINGS : seed % 10 == 3 ? Scale.PIECES : Scale.SMALL;
        this.newest = new Reference.Rules(
                1, Gate.AUTO, capacity(), 4 + random.nextInt(12), 3, 0, 5, (3 + random.nextInt(5)) * SECOND, 20);
        this.reference = new Reference(newest);
        this.saved = reference.copy();
        for (int i = 0; i < GATEWAYS; i++) {
            known[i] = Known.NOTHING;
            rules[i] = newest;
        }
    }

    /** Goes through so many steps; fails with what differed, and with the steps before it in words. */
    void run(int length) {
        scripts.clear();
        try {
            tick(0);
            if (random.nextInt(3) == 0) {
                // 200 s before the counters of seconds wrap
                reference.clockSet(65_336 * SECOND);
                scripts.setClock(65_336 * SECOND);
            }
            fill();
            for (steps = 0; steps < length; steps++) {
                step();
            }
        } catch (AssertionError | RuntimeException e) {
            List<String> told = said.subList(Math.max(0, said.size() - TOLD), said.size());
            throw new AssertionError(
                    "step " + steps + ": " + e.getMessage() + "\nthe last steps:\n  " + String.join("\n  ", told), e);
        }
    }

    Set<String> reached() {
        return reached;
    }

    /** All come at once, and nobody has confirmed yet. */
    private void fill() {
        int places = scale == Scale.STRINGS ? 61_440 : scale == Scale.PIECES ? 4_500 : 0;
        while (reference.places().taken() < Math.min(places, reference.rules().capacity())) {
            admit(0, MOST);
        }
    }

    private void step() {
        time += random.nextInt(4) == 0 ? random.nextLong(SECOND) : random.nextLong(50_000);
        int gateway = random.nextInt(GATEWAYS);
        int dice = random.nextInt(100);
        if (dice < 15) {
            admit(gateway);
        } else if (dice < 31) {
            renew(gateway);
        } else if (dice < 38) {
            release(gateway);
        } else if (dice < 53) {
            claim(gateway);
        } else if (dice < 65) {
            presence(gateway);
        } else if (dice < 77) {
            promote(gateway);
        } else if (dice < 82) {
            reap(gateway);
        } else if (dice < 86) {
            view(gateway);
        } else if (dice < 90) {
            pass(gateway);
        } else if (dice < 94) {
            change(gateway);
        } else if (dice < 96) {
            late(gateway);
        } else if (faults) {
            fault(gateway);
        }
    }

    // what gateways do

    private void admit(int gateway) {
        if (scale != Scale.SMALL && random.nextBoolean()) {
            admit(gateway, 1 + random.nextInt(MOST));
        } else {
            admit(gateway, random.nextInt(8) == 0 ? 30 + random.nextInt(50) : 1 + random.nextInt(6));
        }
    }

    private void admit(int gateway, int n) {
        say("gateway %d: %d newcomers".formatted(gateway, n));
        Reference.Call call = call(gateway, 0);
        List<Long> chunks = new ArrayList<>();
        long tail = reference.isLost(call) ? 0 : reference.tail();
        boolean enough = tail > 0 && random.nextInt(20) > 0;
        if (enough) {
            chunks.addAll(Admissions.chunks(tail, tail + n - 1));
        }
        List<Object> answer =
                scripts.call(StreamScripts.ADMIT, call, call.time() + SECOND, chunks, List.of(Wire.number(n), tags(n)));
        Head head = begun(gateway, call, answer, enough ? "OK" : "KEYS");
        if (enough) {
            List<Reference.Grant> given = Wire.grants(answer, 0);
            say("  in: %s".formatted(given));
            reach(given);
            Reference.Admitted due = reference.admit(n, given);
            Agreement.same(
                    "admitted",
                    due,
                    new Reference.Admitted(
                            given.size(),
                            Wire.number(answer, 1),
                            Wire.number(answer, 2),
                            Wire.number(answer, 3),
                            Wire.number(answer, 4)));
            for (int i = 0; i < given.size(); i++) {
                sessions.add(new Session(head.incarnation(), given.get(i), due.firstNumber() + i, time));
            }
            for (int i = 0; i < due.tickets(); i++) {
                waiters.add(new Waiter(head.incarnation(), due.firstTicket() + i));
            }
            say("  tickets: %d from %d, refused: %d".formatted(due.tickets(), due.firstTicket(), due.refused()));
        }
        Agreement.compare(reference, time, head);
    }

    private void renew(int gateway) {
        List<Session> some = pick(sessions, 1 + random.nextInt(6));
        List<Reference.Token> tokens = new ArrayList<>();
        for (Session session : some) {
            int kind = List.of(0, 0, 0, 1, 1, 2).get(random.nextInt(6));
            long accepted = random.nextInt(3) == 0 ? time - random.nextLong(20 * SECOND) : session.accepted();
            boolean forged = random.nextInt(12) == 0;
            Reference.Grant slot = forged
                    ? new Reference.Grant(session.slot().slot(), (session.slot().tag() + 77) % 65_536)
                    : session.slot();
            tokens.add(new Reference.Token(
                    slot, session.number(), accepted, kind, kind != Reference.Token.CLOSE && random.nextInt(4) == 0));
        }
        if (random.nextInt(5) == 0) {
            // let in while the store did not answer, by a number of the gateway's own
            long number = 3 * Reference.RETURN + random.nextInt(30);
            Reference.Grant nowhere = new Reference.Grant(Reference.NOWHERE, 0);
            tokens.add(new Reference.Token(
                    nowhere, number, time - random.nextLong(20 * SECOND), random.nextInt(2), random.nextInt(4) > 0));
            some.add(new Session(last.incarnation(), nowhere, number, time));
        }
        say("gateway %d renews %s".formatted(gateway, tokens));
        long room = reference.exists() ? last.size() : 0;
        Reference.Call call = call(gateway, telling(gateway, some.stream().mapToLong(Session::incarnation)));
        ByteBuffer packed = ByteBuffer.allocate(23 * tokens.size());
        Set<Long> chunks = new TreeSet<>();
        for (Reference.Token token : tokens) {
            packed.putInt(token.slot().slot())
                    .putShort((short) token.slot().tag())
                    .putLong(token.number())
                    .putLong(token.accepted())
                    .put((byte) (token.kind() + (token.offline() ? 4 : 0)));
            chunks.add(token.number() / Reference.CHUNK);
            chunks.add((token.number() + Reference.RETURN) / Reference.CHUNK);
        }
        List<Object> answer = run(StreamScripts.RENEW, call, chunks, List.of(packed.array(), tags(tokens.size())));
        Head head = begun(gateway, call, answer, "OK");
        List<Reference.Grant> moved = Wire.grants(answer, 1);
        List<Integer> told = Wire.codes(answer);
        say("  answers %s, moved to %s".formatted(told, moved));
        if (told.contains(3)) {
            Reference.demand(head.size() > room, "who asks again is to find more room than " + room);
        }
        List<Integer> due = reference.renew(call, tokens, told, moved, head.size());
        Agreement.same("renewed", due, told);
        int next = 0;
        for (int i = 0; i < due.size(); i++) {
            Session session = some.get(i);
            if (due.get(i) % 3 > 0) {
                Reference.Grant now =
                        due.get(i) == 2 ? moved.get(next++) : tokens.get(i).slot();
                sessions.add(new Session(head.incarnation(), now, session.number(), time));
            }
        }
        Agreement.compare(reference, time, head);
    }

    private void release(int gateway) {
        List<Reference.Return> returns = new ArrayList<>();
        for (Session session : pick(sessions, 1 + random.nextInt(4))) {
            returns.add(new Reference.Return(session.slot(), session.number(), random.nextInt(3) == 0 ? 1 : 0));
        }
        if (random.nextInt(3) == 0) {
            pick(waiters, 2)
                    .forEach(waiter -> returns.add(
                            new Reference.Return(new Reference.Grant(0, 0), waiter.number(), Reference.Return.TICKET)));
        }
        say("gateway %d gives back %s".formatted(gateway, returns));
        Reference.Call call = call(gateway, 0);
        ByteBuffer packed = ByteBuffer.allocate(15 * returns.size());
        Set<Long> chunks = new TreeSet<>();
        for (Reference.Return back : returns) {
            packed.putInt(back.slot().slot())
                    .putShort((short) back.slot().tag())
                    .putLong(back.number())
                    .put((byte) back.kind());
            chunks.add(back.number() / Reference.CHUNK);
            chunks.add((back.number() + Reference.RETURN) / Reference.CHUNK);
        }
        List<Object> answer = run(StreamScripts.RELEASE, call, chunks, List.of(packed.array()));
        Head head = begun(gateway, call, answer, "OK");
        Agreement.same("freed", reference.release(returns), Wire.number(answer, 0));
        Agreement.compare(reference, time, head);
    }

    private void claim(int gateway) {
        List<Reference.Ask> asks = new ArrayList<>();
        List<Waiter> some =
                scale != Scale.SMALL && random.nextBoolean() ? calledLately() : queue(1 + random.nextInt(8));
        some.forEach(waiter -> asks.add(new Reference.Ask(waiter.number(), random.nextInt(3))));
        asks.sort(Comparator.comparingLong(Reference.Ask::ticket));
        say("gateway %d claims %s".formatted(gateway, asks));
        Reference.Call call = call(gateway, telling(gateway, some.stream().mapToLong(Waiter::incarnation)));
        ByteBuffer packed = ByteBuffer.allocate(9 * asks.size());
        asks.forEach(ask -> packed.putLong(ask.ticket()).put((byte) ask.attempt()));
        List<Object> answer = run(
                StreamScripts.CLAIM,
                call,
                Wire.chunks(asks.stream().mapToLong(Reference.Ask::ticket)),
                List.of(packed.array(), tags(asks.size())));
        Head head = begun(gateway, call, answer, "OK");
        List<Reference.Grant> given = Wire.grants(answer, 1);
        say("  answers %s, slots %s".formatted(Wire.codes(answer), given));
        reach(given);
        List<Integer> due = reference.claim(asks, given);
        Agreement.same("claims", due, Wire.codes(answer));
        int next = 0;
        for (int i = 0; i < due.size(); i++) {
            if (due.get(i) == 1) {
                sessions.add(new Session(
                        head.incarnation(), given.get(next++), asks.get(i).ticket(), time));
            }
        }
        Agreement.compare(reference, time, head);
    }

    private void presence(int gateway) {
        List<Waiter> some = queue(random.nextInt(3) == 0 ? 1_000 : 1 + random.nextInt(8));
        List<Long> tickets =
                some.stream().map(Waiter::number).distinct().sorted().toList();
        say("gateway %d marks %d present: %s"
                .formatted(gateway, tickets.size(), tickets.subList(0, Math.min(20, tickets.size()))));
        Reference.Call call = call(gateway, telling(gateway, some.stream().mapToLong(Waiter::incarnation)));
        Set<Long> chunks = Wire.chunks(tickets.stream().mapToLong(ticket -> ticket));
        boolean bits = random.nextInt(2) == 0;
        List<byte[]> marks = new ArrayList<>();
        for (long chunk : chunks) {
            List<Integer> offsets = tickets.stream()
                    .filter(ticket -> ticket / Reference.CHUNK == chunk)
                    .map(ticket -> (int) (ticket % Reference.CHUNK))
                    .toList();
            marks.add(bits ? Wire.bits(offsets) : Wire.offsets(offsets));
        }
        List<Object> answer = run(StreamScripts.PRESENCE, call, chunks, marks);
        Head head = begun(gateway, call, answer, "OK");
        reference.presence(tickets);
        Agreement.compare(reference, time, head);
    }

    private void promote(int gateway) {
        say("gateway %d promotes".formatted(gateway));
        Reference.Call call = call(gateway, 0);
        List<Object> answer = run(StreamScripts.PROMOTE, call, last.waitingChunks(16), List.of());
        Head head = begun(gateway, call, answer, "OK");
        say("  called %d, now serving %d".formatted(Wire.number(answer, 0), head.nowServing()));
        reference.promote(Wire.number(answer, 0));
        reached.addAll(reference.showing().reached());
        Agreement.compare(reference, time, head);
    }

    private void reap(int gateway) {
        say("gateway %d reaps".formatted(gateway));
        Reference.Call call = call(gateway, 0);
        List<Object> answer = run(StreamScripts.REAP, call, List.of(), List.of());
        Head head = begun(gateway, call, answer, "OK");
        int piece = reference.nextPiece();
        long reaped = reference.reap();
        Agreement.same("reaped", reaped, Wire.number(answer, 0));
        Agreement.compare(reference, time, head);
        if (scale == Scale.SMALL || random.nextInt(8) == 0) {
            Agreement.same("slots held", reference.places().held(), scripts.held());
        }
        if (reaped == MOST) {
            reached.add("a reap that stops at its bound");
        }
        if (reaped > 0 && piece > 0) {
            reached.add("a reap of a later piece");
        }
    }

    private void view(int gateway) {
        List<Long> chunks = last.waitingChunks(16);
        boolean bits = random.nextBoolean();
        say("gateway %d looks at %s".formatted(gateway, chunks));
        Reference.Call call = call(gateway, 0);
        List<Object> answer = scripts.call(StreamScripts.VIEW, call, 0, chunks, List.of(Wire.number(bits ? 1 : 0)));
        if (reference.isLost(call)) {
            Agreement.same("status", "NONE", Wire.status(answer));
            return;
        }
        Reference then = reference;
        reference = then.copy();
        Known before = known[gateway];
        Head head = begun(gateway, call, answer, "OK");
        known[gateway] = before.seen(head);
        Agreement.compare(reference, time, head);
        List<?> each = (List<?>) answer.get(Head.LENGTH);
        for (int i = 0; i < chunks.size(); i++) {
            long chunk = chunks.get(i);
            List<Integer> there = reference.present().stream()
                    .filter(ticket -> ticket / Reference.CHUNK == chunk)
                    .map(ticket -> (int) (ticket % Reference.CHUNK))
                    .sorted()
                    .toList();
            if (bits) {
                Agreement.same("present in chunk " + chunk, there, Wire.offsets((byte[]) each.get(i)));
            } else {
                Agreement.same("present in chunk " + chunk, (long) there.size(), (Long) each.get(i));
            }
        }
        reference = then;
    }

    private void tick(int gateway) {
        Reference.Call call = call(gateway, 0);
        Agreement.compare(
                reference, time, begun(gateway, call, run(StreamScripts.PRESENCE, call, List.of(), List.of()), "OK"));
    }

    /** Seconds go by in which the owner calls often enough for the stream's clock. */
    private void pass(int gateway) {
        int seconds = 1 + random.nextInt(10);
        say("%d s go by".formatted(seconds));
        for (int i = 0; i < seconds; i++) {
            time += SECOND;
            if (scale == Scale.SMALL) {
                tick(gateway);
            } else {
                reap(gateway);
            }
        }
    }

    private void change(int gateway) {
        Gate gate = random.nextInt(3) == 0
                ? List.of(Gate.OPEN, Gate.HOLD, Gate.REJECT, Gate.MAINTENANCE).get(random.nextInt(4))
                : Gate.AUTO;
        long interval = random.nextInt(3) == 0 ? SECOND / (1 + random.nextInt(20)) : 0;
        newest = new Reference.Rules(
                newest.number() + 1,
                gate,
                capacity(),
                4 + random.nextInt(12),
                3,
                interval,
                1 + random.nextInt(10),
                (3 + random.nextInt(5)) * SECOND,
                random.nextInt(5) * 25);
        rules[gateway] = newest;
        say("the operator sets %s, which gateway %d takes at once".formatted(newest, gateway));
        rules[random.nextInt(GATEWAYS)] = newest;
    }

    /** A call that ran after its deadline, or whose deadline is far ahead because TIME fell. */
    private void late(int gateway) {
        Reference.Call call = call(gateway, 0);
        long notAfter = random.nextBoolean() ? time - 1 - random.nextLong(SECOND) : time + 5 * SECOND + 1;
        say("a reap of gateway %d runs with the deadline %d us ahead".formatted(gateway, notAfter - time));
        Agreement.same(
                "status", "LATE", Wire.status(scripts.call(StreamScripts.REAP, call, notAfter, List.of(), List.of())));
    }

    private void fault(int gateway) {
        switch (random.nextInt(10)) {
            case 0 -> {
                say("FLUSHALL");
                laterThanAnyIncarnation();
                scripts.flush();
                reference.flushed();
            }
            case 1 -> {
                say("FLUSHALL, and all gateways restart");
                laterThanAnyIncarnation();
                scripts.flush();
                reference.flushed();
                IntStream.range(0, GATEWAYS).forEach(i -> known[i] = Known.NOTHING);
            }
            case 2 -> {
                say("Redis restarts with all its state");
                scripts.restart();
                reference.restarted();
            }
            case 3, 4 -> {
                say("Redis saves its state");
                scripts.save();
                saved = reference.copy();
                savedLast = last;
            }
            case 5 -> {
                say("Redis restarts with the state that it saved");
                laterThanAnyIncarnation();
                scripts.restore();
                reference = saved.copy();
                reference.restarted();
                // where tickets wait there: a promote that looks elsewhere calls fewer
                last = savedLast;
            }
            case 6 -> {
                if (scale == Scale.STRINGS) {
                    // one string a call is looked at, whichever TIME points to
                    return;
                }
                say("the string of slots is lost");
                scripts.loseArray();
                reference.arrayLost();
            }
            case 7 -> {
                say("gateway %d restarts".formatted(gateway));
                known[gateway] = Known.NOTHING;
            }
            case 8 -> {
                say("all gateways restart, and Redis with all its state");
                scripts.restart();
                reference.restarted();
                IntStream.range(0, GATEWAYS).forEach(i -> known[i] = Known.NOTHING);
            }
            default -> {
                long jump = (random.nextBoolean() ? 1 : -1) * (1 + random.nextLong(100)) * SECOND;
                say("TIME jumps by %d s".formatted(jump / SECOND));
                time += jump;
            }
        }
    }

    /**
     * Incarnations run ahead of TIME by 16 s at most when state is lost twice in that time. If all is lost again before TIME is
     * there, and whoever calls first knows only of earlier incarnations, numbers are given again: this does not happen here.
     */
    private void laterThanAnyIncarnation() {
        time = Math.max(time, (highest + 1) * SECOND);
    }

    // calls and answers

    private Reference.Call call(int gateway, long brought) {
        Known now = known[gateway];
        return new Reference.Call(
                time,
                new Reference.Words(
                        now.incarnation(),
                        now.nowServing(),
                        now.tail(),
                        now.heardMicros(),
                        now.beforeMicros(),
                        brought),
                rules[gateway]);
    }

    private List<Object> run(Script script, Reference.Call call, Collection<Long> chunks, List<byte[]> own) {
        return scripts.call(script, call, call.time() + SECOND, List.copyOf(chunks), own);
    }

    /** Has the reference begin the call too; the head of the answer. */
    private Head begun(int gateway, Reference.Call call, List<Object> answer, String due) {
        Agreement.same("status", due, Wire.status(answer));
        Head head = Head.of(answer);
        reference.begin(call, head.incarnation());
        known[gateway] = known[gateway].with(head);
        last = head;
        highest = Math.max(highest, head.incarnation());
        return head;
    }

    // choices

    private int capacity() {
        if (scale == Scale.STRINGS) {
            return 61_500 + random.nextInt(3_000);
        }
        if (scale == Scale.PIECES) {
            return random.nextInt(5) == 0 ? random.nextInt(3_000) : 4_000 + random.nextInt(6_000);
        }
        return random.nextInt(4) == 0 ? 60 + random.nextInt(60) : random.nextInt(12);
    }

    /** Few tags, so that the next one is often that of the last holder. */
    private byte[] tags(int n) {
        ByteBuffer tags = ByteBuffer.allocate(2 * n);
        for (int i = 0; i < n; i++) {
            tags.putShort((short) random.nextInt(4));
        }
        return tags.array();
    }

    /** The later ones more often. */
    private <T> List<T> pick(List<T> all, int n) {
        List<T> some = new ArrayList<>();
        for (int i = 0; i < Math.min(n, all.size()); i++) {
            int back = random.nextBoolean() ? random.nextInt(Math.min(20, all.size())) : random.nextInt(all.size());
            some.add(all.get(all.size() - 1 - back));
        }
        return some;
    }

    /** Many of those who were called last. */
    private List<Waiter> calledLately() {
        List<Waiter> called =
                waiters.stream().filter(w -> w.number() < reference.serving()).toList();
        return new ArrayList<>(called.subList(Math.max(0, called.size() - 1 - random.nextInt(400)), called.size()));
    }

    private void reach(List<Reference.Grant> given) {
        int least = given.stream().mapToInt(Reference.Grant::slot).min().orElse(0);
        int most = given.stream().mapToInt(Reference.Grant::slot).max().orElse(0);
        if (most >= Reference.PIECE) {
            reached.add("slots behind the first piece");
        }
        if (most >= Scripts.ARRAY) {
            reached.add("slots behind the first string");
        }
        boolean holes = most < reference.places().reached();
        if (given.size() >= 64 && holes && least / Reference.PIECE == most / Reference.PIECE) {
            reached.add("many slots cut out of a piece");
        }
    }

    /** Some who wait, and at times returners. */
    private List<Waiter> queue(int n) {
        List<Waiter> some = new ArrayList<>();
        if (n > 100) {
            boolean front = random.nextBoolean();
            waiters.stream()
                    .filter(w -> !front || w.number() < reference.serving() + 20)
                    .forEach(some::add);
        } else {
            some.addAll(pick(waiters, n));
        }
        if (random.nextInt(5) == 0) {
            pick(sessions, n > 100 ? 80 : 3).forEach(session -> {
                if (session.number() < 15 * Reference.RETURN) {
                    some.add(new Waiter(session.incarnation(), session.number() + Reference.RETURN));
                }
            });
        }
        return some;
    }

    /** The incarnation that a gateway brings of those of its entries. */
    private long telling(int gateway, LongStream incarnations) {
        long[] all = incarnations.sorted().toArray();
        if (all.length == 0) {
            return 0;
        }
        return all[all.length - 1] > known[gateway].incarnation() ? all[all.length - 1] : all[0];
    }

    private void say(String words) {
        said.add(time / 1_000 % 10_000_000 + " ms: " + words);
    }
}
