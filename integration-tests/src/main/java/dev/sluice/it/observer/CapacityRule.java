package dev.sluice.it.observer;

import dev.sluice.it.observer.Session.Hold;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * I1: never more holders than slots.
 *
 * <p>Take any moment and those who hold a slot for certain then, n of them. The last of them to get one got it when the
 * others held theirs, between the latest question and the latest answer of their n entries. So at some moment of that
 * span n slots were in use, and if even the highest capacity that may have been in force in it is lower, that entry was
 * one too many. Whoever was let in before capacity was lowered, or while the gate was open, makes that span reach
 * back to the higher capacity only if nobody entered later, which is just the exception that I1 names.
 *
 * <p>Holders from before an outage in which they may have lost their slots may have been moved over capacity after it; they
 * are left out until that is over, and count again from then on. After a shorter one, whatever was forgotten in it, they are
 * restored before anybody else is let in, and so count.
 *
 * <p>Whoever held a slot, was silent for a lease, and asks again after an outage in which renewals could not be delivered may be
 * moved, over capacity too: that is no entry, but it counts for the next.
 *
 * <p>Where a loss of the store opens the stream, whoever enters in an outage does so without a slot, and is none too many. A
 * segment that is asked for once the store is back gives the slot, over capacity if need be: from then on the listener
 * counts, whoever else enters.
 */
final class CapacityRule implements Rule {

    /** A hold, and whether its slot is given over capacity if need be. */
    private record Entry(Hold hold, boolean overCapacity) {}

    @Override
    public List<Violation> check(Chronicle chronicle) {
        long lease = chronicle.timeline().longestLeaseMicros();
        List<Entry> entries = chronicle.sessions().stream()
                .flatMap(session -> entries(session, lease, chronicle))
                .sorted(Comparator.comparingLong(entry -> entry.hold.from()))
                .toList();
        List<Violation> found = new ArrayList<>();
        List<Hold> current = new ArrayList<>();
        for (Entry entry : entries) {
            Hold hold = entry.hold;
            current.removeIf(other -> other.until() < hold.from());
            current.add(hold);
            if (entry.overCapacity) {
                continue;
            }
            List<Hold> counted = counted(current, hold, chronicle);
            long asked = counted.stream()
                    .mapToLong(other -> other.began().sent())
                    .max()
                    .orElse(hold.from());
            int capacity = chronicle.timeline().highestCapacity(asked, hold.from());
            if (counted.size() > capacity) {
                found.add(new Violation(
                        "I1",
                        hold.from(),
                        "%d sessions are served, capacity %d, after %s was let in through %s"
                                .formatted(
                                        counted.size(),
                                        capacity,
                                        hold.session().name(),
                                        hold.session().admitted().gateway())));
            }
        }
        return found;
    }

    private static Stream<Entry> entries(Session session, long lease, Chronicle chronicle) {
        Span asked = session.admitted().span();
        boolean withoutStore = chronicle.outages().meet(asked.sent(), asked.answered())
                && chronicle.timeline().mayLetInWithoutStore(asked.sent(), asked.answered());
        if (!withoutStore) {
            List<Hold> holds = session.holds(lease);
            return IntStream.range(0, holds.size())
                    .mapToObj(i -> new Entry(holds.get(i), mayBeMoved(holds, i, chronicle)));
        }
        List<Hold> holds = session.served().stream()
                .filter(one -> one.ask() != Event.Ask.PLAYLIST)
                .filter(one ->
                        !chronicle.outages().meet(one.span().sent(), one.span().answered()))
                .findFirst()
                .map(given -> session.holdsSince(given, lease))
                .orElse(List.of());
        return IntStream.range(0, holds.size()).mapToObj(i -> new Entry(holds.get(i), i == 0));
    }

    private static boolean mayBeMoved(List<Hold> holds, int i, Chronicle chronicle) {
        if (i == 0) {
            return false;
        }
        long heard = holds.get(i - 1).until();
        long again = holds.get(i).from();
        return chronicle.outages().mayHaveMoved(heard, again);
    }

    private static List<Hold> counted(List<Hold> current, Hold latest, Chronicle chronicle) {
        if (!chronicle.outages().disturb(latest.began().sent(), latest.from())) {
            return List.copyOf(current);
        }
        return current.stream()
                .filter(hold -> !chronicle.outages().mayHaveMoved(hold.began().sent(), latest.from()))
                .toList();
    }
}
