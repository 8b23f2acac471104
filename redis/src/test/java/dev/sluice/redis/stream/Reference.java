package dev.sluice.redis.stream;

import dev.sluice.config.policy.Gate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A stream's slots and waiting room once more, with the plainest means: one object a slot, sets of tickets, seconds that never
 * wrap. Written from the design and from what the scripts' headers promise, so that it can disagree with them.
 *
 * <p>Each method is one call. What the scripts may choose freely is taken over from their answer and judged: which free slot
 * and which tag (free, and not the last holder's tag), the number of a new incarnation (above all that anybody knew, and not
 * far above), how many {@code promote} calls (between what a show rate of one and of a fifth allow). All else has to be equal;
 * averages within a thousandth.
 */
final class Reference {

    static final long CHUNK = 65_536;
    static final long RETURN = 1L << 48;
    /** The slot of who was let in while the store did not answer. */
    static final int NOWHERE = -1;

    private static final long SECOND = 1_000_000;

    /** A policy's numbers, as a call carries them. */
    record Rules(
            long number,
            Gate gate,
            int capacity,
            int lease,
            int firstLease,
            long intervalMicros,
            int burst,
            long windowMicros,
            int share) {

        static final long POLL_MIN = 2 * SECOND;
        static final long POLL_MAX = 6 * SECOND;
    }

    /** What the caller knows of the stream, and the incarnation that its entries bring. */
    record Words(long incarnation, long serving, long tail, long heard, long before, long brought) {}

    record Call(long time, Words knows, Rules rules) {}

    /** A slot that a script gave. */
    record Grant(int slot, int tag) {}

    record Ask(long ticket, int attempt) {}

    record Token(Grant slot, long number, long accepted, int kind, boolean offline) {

        static final int RENEW = 0;
        static final int CONFIRM = 1;
        static final int CLOSE = 2;
    }

    record Return(Grant slot, long number, int kind) {

        static final int LEFT = 0;
        static final int UNDELIVERED = 1;
        static final int TICKET = 2;
    }

    /** What a newcomer's call came to. */
    record Admitted(long granted, long firstNumber, long firstTicket, long tickets, long refused) {}

    private final Places places = new Places();
    private final Set<Long> claimed = new HashSet<>();
    private final Spells<Long, Boolean> present = new Spells<>();
    private final Spells<Long, Boolean> claiming = new Spells<>();
    private final Spells<Long, Grant> moves = new Spells<>();
    private final SortedMap<Long, Long> calledAt = new TreeMap<>();
    private final Average arrivals = new Average();
    private final Average exits = new Average();
    private final Average calls = new Average();

    private boolean exists;
    private boolean sameRun = true;
    private boolean arrayLost;
    private boolean blank;
    private long lastTime;
    private long owedMicros;
    private int credit;
    private long lastPromote;
    private long lossAt;
    private long lostBlank;
    private long born;
    private long begun;
    private long recoveredAt;
    private long measuredAt;
    long clock;
    long incarnation;
    long serving;
    long tail;
    Rules rules;

    Reference(Rules first) {
        this.rules = first;
    }

    Reference copy() {
        Reference copy = new Reference(rules);
        copy.places.takeOver(places);
        copy.claimed.addAll(claimed);
        copy.present.takeOver(present);
        copy.claiming.takeOver(claiming);
        copy.moves.takeOver(moves);
        copy.calledAt.putAll(calledAt);
        copy.arrivals.takeOver(arrivals);
        copy.exits.takeOver(exits);
        copy.calls.takeOver(calls);
        copy.exists = exists;
        copy.sameRun = sameRun;
        copy.arrayLost = arrayLost;
        copy.blank = blank;
        copy.lastTime = lastTime;
        copy.owedMicros = owedMicros;
        copy.credit = credit;
        copy.lastPromote = lastPromote;
        copy.lossAt = lossAt;
        copy.lostBlank = lostBlank;
        copy.begun = begun;
        copy.born = born;
        copy.recoveredAt = recoveredAt;
        copy.measuredAt = measuredAt;
        copy.clock = clock;
        copy.incarnation = incarnation;
        copy.serving = serving;
        copy.tail = tail;
        return copy;
    }

    // what happens to Redis

    void flushed() {
        exists = false;
        arrayLost = false;
    }

    void restarted() {
        sameRun = false;
    }

    void arrayLost() {
        arrayLost = exists && places.reached() > 0;
    }

    /** The clock is set to a moment close to that at which a counter of seconds with 16 bits wraps. */
    void clockSet(long micros) {
        clock = micros;
        measuredAt = micros;
    }

    boolean exists() {
        return exists;
    }

    // what every call does first

    /** @param told the incarnation that the answer brought */
    void begin(Call call, long told) {
        if (!exists) {
            clock = 1_000 * SECOND;
            lastTime = call.time();
            rules = call.rules();
            measuredAt = clock;
        }
        long passed = Math.min(Math.max(call.time() - lastTime, 0), SECOND);
        clock += passed;
        owedMicros = Math.max(0, owedMicros - passed);
        lastTime = call.time();
        if (call.rules().number() >= rules.number()) {
            rules = call.rules();
        }
        Words knows = call.knows();
        if (isLost(call)) {
            newIncarnation(call, told, isStranger(knows));
        }
        // what somebody knows of a blank incarnation tells nothing of the one before it
        if (recovering() && (lostBlank == 0 || knows.incarnation() < lostBlank)) {
            called(Math.max(serving, Math.min(knows.serving(), tail)));
            lossAt = Math.max(lossAt, knows.incarnation() == incarnation ? knows.before() : knows.heard());
        }
        present.turn(clock, rules.windowMicros());
        claiming.turn(clock, (rules.firstLease() + 2) * SECOND + rules.lease() * SECOND / 4);
        moves.turn(clock, 2L * rules.lease() * SECOND);
        if (clock - measuredAt >= SECOND) {
            measure();
        }
    }

    /** Whether the state is lost as far as this call knows. */
    boolean isLost(Call call) {
        Words knows = call.knows();
        return !exists
                || !sameRun
                || Math.max(knows.incarnation(), knows.brought()) > incarnation
                || isStranger(knows)
                || arrayLost;
    }

    private boolean isStranger(Words knows) {
        return exists
                && blank
                && ((knows.incarnation() > 0 && knows.incarnation() < incarnation)
                        || (knows.brought() > 0 && knows.brought() < incarnation));
    }

    private void newIncarnation(Call call, long told, boolean stranger) {
        Words knows = call.knows();
        long least = Math.max(Math.max(knows.incarnation(), knows.brought()) + 1, call.time() / SECOND);
        if (exists) {
            least = Math.max(least, incarnation + 1);
        }
        least = Math.max(least, (Math.max(exists ? tail : 0, knows.tail()) + CHUNK - 1) / CHUNK);
        demand(
                told >= least && told <= least + 16,
                "a new incarnation of " + least + " or a little more was due, it is " + told);
        blank = knows.incarnation() == 0 && knows.brought() == 0 && !arrayLost;
        lostBlank = stranger ? incarnation : 0;
        incarnation = told;
        tail = told * CHUNK;
        if (!exists) {
            forgetAll();
        }
        if (arrayLost) {
            places.empty();
        }
        if (!exists) {
            serving = blank ? tail : 0;
            born = told;
        }
        exists = true;
        sameRun = true;
        arrayLost = false;
        lossAt = 0;
        begun = call.time();
        recoveredAt = blank ? 0 : clock + Math.max(rules.lease() * SECOND, 2 * rules.windowMicros());
        // whom a blank incarnation called, it did not know who waited
        if (stranger && born == lostBlank) {
            called(0);
        }
    }

    /** Another number than known is called: everybody has to show again within a window who is there. */
    private void called(long number) {
        if (number != serving && present.restart(clock, rules.windowMicros())) {
            recoveredAt = Math.max(recoveredAt, clock + rules.windowMicros());
        }
        serving = number;
    }

    private void forgetAll() {
        places.clear();
        claimed.clear();
        present.clear();
        claiming.clear();
        moves.clear();
        calledAt.clear();
        List.of(arrivals, exits, calls).forEach(Average::clear);
        owedMicros = 0;
        credit = 0;
        lastPromote = 0;
    }

    private void measure() {
        double passed = Math.min((clock - measuredAt) / 1e6, 60);
        arrivals.measure(passed);
        exits.measure(passed);
        if (waiting().size() > 0 || calls.counted() > 0) {
            calls.measure(passed);
        } else if (present.all().isEmpty()) {
            calls.clear();
        }
        calls.restart();
        measuredAt = clock;
    }

    // what is to be seen of it

    boolean recovering() {
        return clock < recoveredAt;
    }

    long recoveryMillis() {
        return Math.max(0, (recoveredAt - clock + 999) / 1_000);
    }

    long used() {
        return places.held().size();
    }

    long window() {
        return present.window();
    }

    Set<Long> present() {
        return present.all();
    }

    boolean isCalled(long ticket) {
        return ticket < serving || ticket >= RETURN;
    }

    long eligible() {
        return present.all().stream().filter(this::isCalled).count();
    }

    /** Present tickets that are not called yet, in order. */
    List<Long> waiting() {
        return present.all().stream().filter(n -> !isCalled(n)).sorted().toList();
    }

    double arrivalsRate() {
        return arrivals.rate();
    }

    double exitsRate() {
        return exits.rate();
    }

    double callsRate() {
        return calls.rate();
    }

    Map<Integer, Grant> held() {
        return places.held();
    }

    // the calls

    Admitted admit(int n, List<Grant> given) {
        arrivals.count(n);
        boolean nobodyWaits = waiting().isEmpty();
        boolean open = rules.gate() == Gate.OPEN;
        long direct = 0;
        if (!recovering() && open) {
            direct = Math.min(n, room());
        } else if (!recovering() && nobodyWaits && (rules.gate() == Gate.AUTO || rules.gate() == Gate.REJECT)) {
            // a place, and a token of the arrival rate, is kept for whoever is called
            long kept = eligible();
            direct = Math.max(0, Math.min(n, Math.min(room(), allowed()) - kept));
        }
        demand(direct == given.size(), direct + " newcomers were due to get in, " + given.size() + " did");
        given.forEach(grant -> give(grant, rules.firstLease()));
        spend(direct);
        long number = tail;
        tail += direct;
        if (direct > 0 && nobodyWaits) {
            serving = tail;
        }
        boolean queue = rules.gate() != Gate.REJECT && rules.gate() != Gate.MAINTENANCE;
        long tickets = queue ? n - direct : 0;
        long first = tail;
        tail += tickets;
        for (long ticket = first; ticket < tail; ticket++) {
            present.note(ticket, true);
        }
        return new Admitted(direct, number, first, tickets, n - direct - tickets);
    }

    /** Codes of the answers: 0 not yet, 1 in, 2 not called, 3 spent. */
    List<Integer> claim(List<Ask> asks, List<Grant> given) {
        List<Integer> answers = new ArrayList<>();
        Set<Long> asked = new HashSet<>();
        List<Long> entering = new ArrayList<>();
        List<Long> staying = new ArrayList<>();
        boolean letsIn = !recovering() && (rules.gate() == Gate.AUTO || rules.gate() == Gate.OPEN);
        long budget = letsIn ? Math.min(asks.size(), Math.min(room(), allowed())) : 0;
        boolean othersWait = !waiting().isEmpty();
        for (Ask ask : asks) {
            long ticket = ask.ticket();
            if (!asked.add(ticket)) {
                answers.add(0);
            } else if (claimed.contains(ticket)) {
                answers.add(3);
            } else if (!isCalled(ticket)) {
                answers.add(2);
                staying.add(ticket);
            } else if (entering.size() < budget && !claiming.holds(ticket) && hasTurn(ask, othersWait)) {
                answers.add(1);
                entering.add(ticket);
                credit = Math.min(200, credit + rules.share());
            } else {
                answers.add(0);
                staying.add(ticket);
            }
        }
        demand(entering.size() == given.size(), entering.size() + " claims were due, " + given.size() + " got a slot");
        given.forEach(grant -> give(grant, rules.firstLease()));
        spend(entering.size());
        for (long ticket : entering) {
            claiming.note(ticket, true);
            present.remove(ticket);
        }
        staying.forEach(this::mark);
        return answers;
    }

    /** Those who were passed over have a share of the entries while others wait. */
    private boolean hasTurn(Ask ask, boolean othersWait) {
        if (ask.attempt() != 2 || !othersWait) {
            return true;
        }
        if (credit < 100) {
            return false;
        }
        credit -= 100;
        return true;
    }

    /**
     * Codes of the answers: 0 stale, 1 renewed, 2 moved.
     *
     * @param moved the slots of those moved, in order
     */
    List<Integer> renew(Call call, List<Token> tokens, List<Grant> moved) {
        List<Integer> answers = new ArrayList<>();
        List<Grant> rest = new ArrayList<>(moved);
        tokens.forEach(token -> answers.add(renew(call, token, rest)));
        demand(rest.isEmpty(), "nobody else was to be moved, but there are also " + rest);
        return answers;
    }

    private int renew(Call call, Token token, List<Grant> moved) {
        boolean holds = places.holds(token.slot());
        if (token.kind() == Token.CLOSE) {
            if (holds) {
                places.shorten(token.slot().slot(), until(rules.firstLease()));
            }
            return holds ? 1 : 0;
        }
        boolean inTime = holds && places.until(token.slot().slot()) >= seconds();
        boolean confirms = token.kind() == Token.CONFIRM;
        long promise = (confirms && !token.offline() ? rules.firstLease() : rules.lease()) + 2L;
        long loss = lossAt > 0 ? lossAt : begun;
        boolean vouched = (token.offline() && call.time() - token.accepted() <= promise * SECOND)
                || (recovering() && loss - token.accepted() <= promise * SECOND);
        Grant now = token.slot();
        int answer = 0;
        if (holds) {
            // a slot past its lease and not reaped yet still belongs to whoever confirmed it
            answer = inTime || vouched || (!confirms && claimed.contains(token.number())) ? 1 : 0;
        } else {
            boolean before = moves.holds(token.number());
            if (before) {
                now = moves.refreshed(token.number());
                answer = places.holds(now) ? 2 : 0;
            }
            boolean lost = answer == 0
                    && vouched
                    && !claimed.contains(token.number() + RETURN)
                    && !(now.slot() == NOWHERE && claimed.contains(token.number()));
            if (lost && now.slot() != NOWHERE && places.isFree(now.slot())) {
                places.hold(now, until(rules.lease()));
                answer = before ? 2 : 1;
            } else if (lost) {
                now = moved.get(0);
                give(now, rules.lease());
                moves.note(token.number(), now);
                answer = 2;
            }
            if (answer == 2) {
                Grant told = next(moved, token);
                demand(told.equals(now), token + " was moved to " + now + ", and is told " + told);
            }
        }
        if (answer > 0) {
            places.extend(now.slot(), until(rules.lease()));
            if (confirms || recovering() || token.offline()) {
                claimed.add(token.number());
                present.remove(token.number());
            }
        }
        return answer;
    }

    /** How many slots are free again. */
    long release(List<Return> returns) {
        long freed = 0;
        for (Return back : returns) {
            boolean leaves = back.kind() == Return.LEFT && moves.holds(back.number());
            Grant slot = leaves ? moves.value(back.number()) : back.slot();
            if (back.kind() != Return.TICKET && places.holds(slot)) {
                free(slot.slot());
                freed++;
            }
            if (back.kind() == Return.UNDELIVERED) {
                claiming.remove(back.number());
                continue;
            }
            claimed.add(back.number());
            present.remove(back.number());
            if (back.kind() == Return.LEFT && back.number() < 15 * RETURN) {
                claimed.add(back.number() + RETURN);
                present.remove(back.number() + RETURN);
            }
        }
        return freed;
    }

    void presence(List<Long> tickets) {
        tickets.forEach(this::mark);
    }

    /** How many slots are free again. */
    long reap() {
        if (recovering()) {
            return 0;
        }
        List<Integer> expired = places.expired(seconds());
        expired.forEach(this::free);
        return expired.size();
    }

    /** @param made how many tickets the script called */
    void promote(long made) {
        if (recovering() || clock - lastPromote < 90_000 || (rules.gate() != Gate.AUTO && rules.gate() != Gate.OPEN)) {
            demand(made == 0, "nobody was to be called, but " + made + " were");
            return;
        }
        lastPromote = clock;
        List<Long> waiting = waiting();
        if (rules.gate() == Gate.OPEN) {
            demand(made == waiting.size(), "all " + waiting.size() + " were to be called, " + made + " were");
        } else {
            long room = rules.intervalMicros() == 0
                    ? room()
                    : (long) Math.ceil(Math.min((double) room(), 2.0 * SECOND / rules.intervalMicros()));
            double wanted = room + Math.max(1, 3 * exits.rate());
            long most = (long) Math.ceil(wanted / 0.2 + 1e-6);
            long lately = calledAt.tailMap(clock - Rules.POLL_MAX - 3 * SECOND).values().stream()
                    .mapToLong(count -> count)
                    .sum();
            long least = Math.max(0, (long) Math.floor(wanted - 1e-6) - 1 - lately - eligible());
            demand(
                    made <= Math.min(most, waiting.size()) && made >= Math.min(least, waiting.size()),
                    made + " of " + waiting.size() + " were called, between " + least + " and " + most + " were due");
        }
        if (made > 0) {
            serving = waiting.get((int) made - 1) + 1;
            calledAt.merge(clock, made, Long::sum);
            calls.count(made);
        }
    }

    // slots

    private long seconds() {
        return clock / SECOND;
    }

    private long room() {
        return rules.gate() == Gate.OPEN ? Long.MAX_VALUE / 2 : Math.max(0, rules.capacity() - used());
    }

    /** How many the arrival rate lets in: each costs an interval, and a burst of them may be owed. */
    private long allowed() {
        if (rules.intervalMicros() == 0 || rules.gate() == Gate.OPEN) {
            return Long.MAX_VALUE / 2;
        }
        long owed = (owedMicros + rules.intervalMicros() - 1) / rules.intervalMicros();
        return Math.max(0, rules.burst() - owed);
    }

    private void spend(long n) {
        if (rules.gate() != Gate.OPEN) {
            owedMicros += n * rules.intervalMicros();
        }
    }

    private void give(Grant grant, int lease) {
        places.give(grant, until(lease));
    }

    private void free(int slot) {
        places.free(slot);
        exits.count(1);
    }

    /** A lease counts from the next full second; the 0 of a counter with 16 bits stands for a free slot. */
    private long until(int lease) {
        long second = seconds() + lease + 1;
        return second % 65_536 == 0 ? second + 1 : second;
    }

    private void mark(long ticket) {
        if ((ticket < tail || ticket >= RETURN) && !claimed.contains(ticket)) {
            present.note(ticket, true);
        }
    }

    private static Grant next(List<Grant> moved, Token token) {
        demand(!moved.isEmpty(), token + " was to be moved");
        return moved.remove(0);
    }

    static void demand(boolean met, String otherwise) {
        if (!met) {
            throw new AssertionError(otherwise);
        }
    }
}
