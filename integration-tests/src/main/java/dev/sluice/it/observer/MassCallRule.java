package dev.sluice.it.observer;

import dev.sluice.it.observer.Event.Polled;
import dev.sluice.it.observer.Event.Turn;
import dev.sluice.it.observer.Session.Hold;
import java.util.ArrayList;
import java.util.List;

/**
 * I3, third part: not more are called than promote's target.
 *
 * <p>The target is (free + exits in 3 s) / show rate. Whoever was told to wait and then to be called was called in between,
 * give or take a view; whoever was never told to wait, since asking for the ticket. Of those who were called within a short
 * span and are neither in nor gone at its end, none but the last can have been called when the target was reached: so they are
 * at most as many as the highest target within the span. From outside, at most as many slots were free as were not held for
 * certain; at most as many left as held one before and not after, averaged as promote does over some 20 s; and the show rate
 * begins at 0.7 and sinks by a tenth at most with each place that did not ask on time, to no less than 0.2. The observer has to
 * have seen the stream from its beginning.
 */
final class MassCallRule implements Rule {

    private static final double AVERAGED_SECONDS = 20;
    /** As in the model: what was seen is not in quite the order in which it happened. */
    private static final int MORE = 3;

    /** Called between the two moments. */
    private record Call(Place place, long after, long told) {}

    @Override
    public List<Violation> check(Chronicle chronicle) {
        long view = Tolerance.micros(chronicle.tolerance().view());
        long span = view + Tolerance.micros(chronicle.tolerance().idle());
        List<Call> calls = chronicle.places().stream()
                .flatMap(place -> call(place, view).stream())
                .toList();
        List<Violation> found = new ArrayList<>();
        for (Call last : calls) {
            long until = last.told;
            long from = until - span;
            // Holds are certain only once their sessions were served again.
            if (until > chronicle.end() - chronicle.timeline().longestLeaseMicros()
                    || chronicle.outages().disturb(from, until)) {
                continue;
            }
            long called = calls.stream()
                    .filter(call -> call.after >= from && call.told <= until && stillCalled(call.place, until))
                    .count();
            if (called <= MORE) {
                continue;
            }
            long bound = bound(chronicle, from, until) + MORE;
            if (called > bound) {
                found.add(new Violation(
                        "I3", until, "%d tickets are called at once, expected at most %d".formatted(called, bound)));
            }
        }
        return found;
    }

    /** When a place was called; a returner's ticket is from the beginning. */
    private static List<Call> call(Place place, long view) {
        if (place.joined().returning()) {
            return List.of();
        }
        long notCalled = place.joined().span().sent();
        for (Polled poll : place.polls()) {
            if (poll.turn() == Turn.WAITING) {
                notCalled = Math.max(notCalled, poll.span().sent() - view);
            } else if (poll.turn() == Turn.CALLED) {
                return List.of(new Call(place, notCalled, poll.at()));
            }
        }
        return List.of();
    }

    private static boolean stillCalled(Place place, long at) {
        return place.admitted().stream().noneMatch(entry -> entry.span().sent() <= at)
                && place.left().stream().noneMatch(left -> left.span().sent() <= at);
    }

    private static long bound(Chronicle chronicle, long from, long until) {
        int capacity = chronicle.timeline().highestCapacity(from, until);
        long lease = chronicle.timeline().longestLeaseMicros();
        List<Hold> holds = chronicle.sessions().stream()
                .flatMap(session -> session.holds(lease).stream())
                .toList();
        long throughout = holds.stream()
                .filter(hold -> hold.from() <= from && hold.until() >= until)
                .count();
        long free = Math.max(0, capacity - throughout);
        double exits = Math.max(1, exits(chronicle, holds, until));
        double show = Math.max(0.2, 0.7 * Math.pow(0.9, (double) absent(chronicle, until)));
        return (long) Math.ceil(Math.min(Integer.MAX_VALUE, (free + exits) / show));
    }

    /** How many left in three seconds, at most, as promote has it on average. */
    private static double exits(Chronicle chronicle, List<Hold> holds, long until) {
        long after = chronicle.timeline().longestLeaseMicros()
                + Tolerance.micros(chronicle.tolerance().reap());
        double sum = 0;
        long begun = until - 1_000_000;
        for (Hold hold : holds) {
            begun = Math.min(begun, hold.began().answered());
            if (hold.until() < until) {
                long ended = Math.min(hold.until() + after, hold.session().possiblyUntil(after));
                sum += Math.exp(-Math.max(0, until - ended) / 1e6 / AVERAGED_SECONDS) / AVERAGED_SECONDS;
            }
        }
        double weight = 1 - Math.exp(-(until - begun) / 1e6 / AVERAGED_SECONDS);
        return 3 * sum / weight;
    }

    /** Places that at some time before were not asked for on time: who was called and did not show up is among them. */
    private static long absent(Chronicle chronicle, long until) {
        return chronicle.places().stream()
                .filter(place -> place.joined().at() <= until && !onTime(place, until))
                .count();
    }

    private static boolean onTime(Place place, long until) {
        if (!place.lost().isEmpty()) {
            return false;
        }
        long due = Long.MAX_VALUE;
        for (Polled poll : place.polls()) {
            if (poll.span().sent() > until) {
                return true;
            }
            if (due != Long.MAX_VALUE && poll.span().sent() > due + 1_000_000) {
                return false;
            }
            due = poll.dueAt();
        }
        return due == Long.MAX_VALUE
                || due + 1_000_000 >= until
                || !place.admitted().isEmpty();
    }
}
