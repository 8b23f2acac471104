package dev.sluice.it.observer;

import dev.sluice.it.observer.Event.Polled;
import dev.sluice.it.observer.Event.Turn;
import dev.sluice.it.observer.Session.Hold;
import java.util.ArrayList;
import java.util.List;

/**
 * I3, third part: not more are called than promote's target.
 *
 * <p>The target is (free + exits in 3 s) / show rate, the show rate being 0.2 at least. From outside, at most as many
 * were free as are not held for certain, and at most as many left as held one before and not after. Who was called stays
 * called, so the most of both within the last poll interval and 10 s before counts.
 */
final class MassCallRule implements Rule {

    private static final long BACK_MICROS = 10_000_000;
    private static final long STEP_MICROS = 500_000;

    @Override
    public List<Violation> check(Chronicle chronicle) {
        long lease = chronicle.timeline().longestLeaseMicros();
        List<Hold> holds = chronicle.sessions().stream()
                .flatMap(session -> session.holds(lease).stream())
                .toList();
        long back = BACK_MICROS + Tolerance.micros(chronicle.tolerance().idle());
        List<Violation> found = new ArrayList<>();
        long start = chronicle.places().stream()
                .mapToLong(place -> place.joined().at())
                .min()
                .orElse(Long.MAX_VALUE - STEP_MICROS);
        // Holds are certain only once their sessions were served again: a few seconds later.
        long settled = chronicle.end() - lease;
        for (long at = start; at <= settled; at += STEP_MICROS) {
            long moment = at;
            long called = chronicle.places().stream()
                    .filter(place -> calledAt(place, moment))
                    .count();
            if (called <= 5 || chronicle.outages().disturb(at - back, at)) {
                continue;
            }
            int capacity = chronicle.timeline().highestCapacity(at - back, at);
            long bound = bound(holds, capacity, at - back, at);
            if (called > bound) {
                found.add(new Violation(
                        "I3", at, "%d tickets are called at once, expected at most %d".formatted(called, bound)));
            }
        }
        return found;
    }

    private static boolean calledAt(Place place, long at) {
        Polled last = null;
        for (Polled poll : place.polls()) {
            if (poll.at() <= at) {
                last = poll;
            }
        }
        return last != null
                && last.turn() == Turn.CALLED
                && last.dueAt() >= at
                && place.admitted().stream().noneMatch(entry -> entry.span().sent() <= at)
                && place.left().stream().noneMatch(left -> left.span().sent() <= at);
    }

    private static long bound(List<Hold> holds, int capacity, long from, long until) {
        long throughout = holds.stream()
                .filter(hold -> hold.from() <= from && hold.until() >= until)
                .count();
        long partly = holds.stream()
                .filter(hold -> hold.from() <= until && hold.until() >= from)
                .count();
        long free = Math.max(0, capacity - throughout);
        long exits = Math.max(1, partly - throughout);
        return 5 * (free + exits);
    }
}
