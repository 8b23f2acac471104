package dev.sluice.it.observer;

import dev.sluice.config.policy.Gate;
import dev.sluice.it.observer.Event.Admitted;
import dev.sluice.it.observer.Event.Polled;
import dev.sluice.it.observer.Event.Unanswered;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * I5: the slot of a gone holder is free a lease and a reap cycle later.
 *
 * <p>Shown by what a free slot is for. Add up everybody who may possibly still hold one: who was let in and has neither
 * left, nor been cut, nor been silent for a lease and a reap cycle; and, for as long, every question that got no answer,
 * for it may have taken a slot. As many places as they are fewer than the lowest capacity that may be in force are free at
 * that moment. Everybody who is let in takes one; so if, within the time in which a listener who asks on time can miss a free
 * place at most, fewer were let in than were free when it began, and somebody who asked on time all the while was not among
 * them, then a place stayed empty: it was not free, a slot leaked. Nothing is concluded near an outage or while the gate is
 * not surely {@code auto}.
 */
final class SlotFreedRule implements Rule {

    private record Possible(long from, long until) {}

    @Override
    public List<Violation> check(Chronicle chronicle) {
        List<Possible> holders = holders(chronicle);
        TreeSet<Long> moments = new TreeSet<>();
        holders.forEach(holder -> moments.add(holder.until));
        chronicle.only(Admitted.class).forEach(entry -> moments.add(entry.span().answered()));
        moments.add(chronicle.places().stream()
                .mapToLong(place -> place.joined().at())
                .min()
                .orElse(0));
        long idle = Tolerance.micros(chronicle.tolerance().idle());
        List<Violation> found = new ArrayList<>();
        for (long from : moments) {
            long until = from + idle;
            // Questions still under way at the end of the history may have taken a slot.
            if (until + Tolerance.micros(chronicle.tolerance().settle()) * 4 > chronicle.end()) {
                break;
            }
            check(holders, from, until, chronicle).ifPresent(found::add);
        }
        return found;
    }

    private static List<Possible> holders(Chronicle chronicle) {
        long after = chronicle.timeline().longestLeaseMicros()
                + Tolerance.micros(chronicle.tolerance().reap());
        List<Possible> holders = new ArrayList<>();
        for (Session session : chronicle.sessions()) {
            holders.add(new Possible(session.admitted().span().sent(), session.possiblyUntil(after)));
        }
        for (Unanswered lost : chronicle.only(Unanswered.class)) {
            holders.add(new Possible(lost.span().sent(), lost.span().answered() + after));
        }
        return holders;
    }

    private static Optional<Violation> check(List<Possible> holders, long from, long until, Chronicle chronicle) {
        if (!chronicle.timeline().surely(Gate.AUTO, from, until)
                || chronicle.outages().disturb(from, until)) {
            return Optional.empty();
        }
        long entered = chronicle.only(Admitted.class).stream()
                .filter(entry -> entry.span().answered() > from && entry.span().sent() < until)
                .count();
        long held = holders.stream()
                .filter(holder -> holder.from <= from && holder.until > from)
                .count();
        int capacity = chronicle.timeline().lowestCapacity(from, until);
        // A question that was under way may have taken a slot, also when no answer came.
        long lost = chronicle.only(Unanswered.class).stream()
                .filter(one -> one.span().answered() > from && one.span().sent() < until)
                .count();
        if (capacity - held <= entered + lost) {
            return Optional.empty();
        }
        return chronicle.places().stream()
                .filter(place -> asksThroughout(place, from, until))
                .findFirst()
                .map(place -> new Violation(
                        "I5",
                        until,
                        "%s asked on time for %.1f s; at its begin %d of %d slots can have had a holder, and %d were let in"
                                .formatted(place.name(), (until - from) / 1e6, held, capacity, entered)));
    }

    /** Whether it had its ticket before, asked on time all the while, and was still not in at the end. */
    private static boolean asksThroughout(Place place, long from, long until) {
        if (place.joined().span().answered() > from
                || place.admitted().stream().anyMatch(a -> a.span().sent() <= until)
                || place.left().stream().anyMatch(l -> l.span().sent() <= until)) {
            return false;
        }
        long due = place.joined().span().answered() + 5_000_000;
        for (Polled poll : place.polls()) {
            if (poll.span().sent() > from && poll.span().sent() > due + 500_000) {
                return false;
            }
            due = poll.dueAt();
            if (poll.span().sent() >= until) {
                return true;
            }
        }
        return false;
    }
}
