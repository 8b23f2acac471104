package dev.sluice.it.observer;

import dev.sluice.it.observer.Session.Hold;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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
 */
final class CapacityRule implements Rule {

    @Override
    public List<Violation> check(Chronicle chronicle) {
        long lease = chronicle.timeline().longestLeaseMicros();
        List<Hold> holds = chronicle.sessions().stream()
                .flatMap(session -> session.holds(lease).stream())
                .sorted(Comparator.comparingLong(Hold::from))
                .toList();
        List<Violation> found = new ArrayList<>();
        List<Hold> current = new ArrayList<>();
        for (Hold hold : holds) {
            current.removeIf(other -> other.until() < hold.from());
            current.add(hold);
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

    private static List<Hold> counted(List<Hold> current, Hold latest, Chronicle chronicle) {
        if (!chronicle.outages().disturb(latest.began().sent(), latest.from())) {
            return List.copyOf(current);
        }
        return current.stream()
                .filter(hold -> !chronicle.outages().mayHaveMoved(hold.began().sent(), latest.from()))
                .toList();
    }
}
