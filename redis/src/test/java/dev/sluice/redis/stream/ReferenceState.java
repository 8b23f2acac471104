package dev.sluice.redis.stream;

import dev.sluice.config.policy.Gate;
import dev.sluice.redis.stream.Reference.Grant;
import dev.sluice.redis.stream.Reference.Rules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the reference remembers of a stream, and what is to be read from it. */
final class ReferenceState {

    static final long SECOND = 1_000_000;

    final Places places = new Places();
    final Set<Long> claimed = new HashSet<>();
    final Spells<Long, Boolean> present = new Spells<>();
    final Spells<Long, Boolean> claiming = new Spells<>();
    final Spells<Long, Grant> moves = new Spells<>();
    final Showing showing = new Showing();
    final Average arrivals = new Average();
    final Average exits = new Average();
    final Average calls = new Average();
    boolean exists;
    boolean sameRun = true;
    boolean arrayLost;
    boolean blank;
    long lastTime;
    long owedMicros;
    int credit;
    long lastPromote;
    int reapCursor;
    long lossAt;
    long lostBlank;
    long born;
    long begun;
    long recoveredAt;
    long measuredAt;
    long clock;
    long incarnation;
    long serving;
    long tail;
    Rules rules;
    int grace;
    long graceUntil;

    ReferenceState(Rules first) {
        this.rules = first;
    }

    ReferenceState copy() {
        ReferenceState copy = new ReferenceState(rules);
        copy.places.takeOver(places);
        copy.claimed.addAll(claimed);
        copy.present.takeOver(present);
        copy.claiming.takeOver(claiming);
        copy.moves.takeOver(moves);
        copy.showing.takeOver(showing);
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
        copy.reapCursor = reapCursor;
        copy.lossAt = lossAt;
        copy.lostBlank = lostBlank;
        copy.born = born;
        copy.begun = begun;
        copy.recoveredAt = recoveredAt;
        copy.measuredAt = measuredAt;
        copy.clock = clock;
        copy.incarnation = incarnation;
        copy.serving = serving;
        copy.tail = tail;
        copy.grace = grace;
        copy.graceUntil = graceUntil;
        return copy;
    }

    void forgetAll() {
        places.clear();
        claimed.clear();
        present.clear();
        claiming.clear();
        moves.clear();
        showing.clear();
        List.of(arrivals, exits, calls).forEach(Average::clear);
        owedMicros = 0;
        credit = 0;
        lastPromote = 0;
        reapCursor = 0;
        grace = 0;
        graceUntil = 0;
    }

    void measure() {
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

    boolean recovering() {
        return clock < recoveredAt;
    }

    boolean isCalled(long ticket) {
        return ticket < serving || ticket >= Reference.RETURN;
    }

    long eligible() {
        return present.all().stream().filter(this::isCalled).count();
    }

    /** Present tickets that are not called yet, in order. */
    List<Long> waiting() {
        return present.all().stream().filter(n -> !isCalled(n)).sorted().toList();
    }

    long seconds() {
        return clock / SECOND;
    }

    long room() {
        return rules.gate() == Gate.OPEN ? Long.MAX_VALUE / 2 : Math.max(0, rules.capacity() - places.taken());
    }

    /** How many the arrival rate lets in: each costs an interval, and a burst of them may be owed. */
    long allowed() {
        if (rules.intervalMicros() == 0 || rules.gate() == Gate.OPEN) {
            return Long.MAX_VALUE / 2;
        }
        long owed = (owedMicros + rules.intervalMicros() - 1) / rules.intervalMicros();
        return Math.max(0, rules.burst() - owed);
    }

    void spend(long n) {
        if (rules.gate() != Gate.OPEN) {
            owedMicros += n * rules.intervalMicros();
        }
    }

    void give(Grant grant, int lease) {
        places.give(grant, until(lease));
    }

    void free(int slot) {
        places.free(slot);
        exits.count(1);
    }

    void adopt(Rules next) {
        int longer = next.lease() - rules.lease();
        grace = Math.max(0, grace() + longer);
        if (longer > 0) {
            graceUntil = clock + next.lease() * SECOND;
        }
        rules = next;
    }

    /** For how many seconds a slot is kept once its lease is over, because the lease was longer since. */
    int grace() {
        return clock < graceUntil ? grace : 0;
    }

    /** A lease counts from the next full second; the 0 of a counter with 16 bits stands for a free slot. */
    long until(int lease) {
        long second = seconds() + lease + 1;
        return second % 65_536 == 0 ? second + 1 : second;
    }

    void mark(long ticket) {
        if ((ticket < tail || ticket >= Reference.RETURN) && !claimed.contains(ticket)) {
            present.note(ticket, true);
        }
    }
}
