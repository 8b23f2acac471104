package dev.sluice.it.observer;

import dev.sluice.it.observer.Event.Polled;
import dev.sluice.it.observer.Event.Refused;
import java.util.ArrayList;
import java.util.List;

/**
 * I2, the other side: a ticket claims at most once, and a claim whose answer was lost loses no place.
 *
 * <p>Who asked within the presence window, was never let in by its ticket and has not given it up, is not told that it
 * is worth nothing, whatever the store has forgotten.
 */
final class PlaceKeptRule implements Rule {

    @Override
    public List<Violation> check(Chronicle chronicle) {
        List<Violation> found = new ArrayList<>();
        for (Refused refused : chronicle.only(Refused.class)) {
            chronicle.places().stream()
                    .filter(place -> place.name().equals(refused.place()))
                    .filter(place -> stillGood(place, refused.span(), chronicle))
                    .findFirst()
                    .ifPresent(place -> found.add(new Violation(
                            "I2",
                            refused.at(),
                            "%s was told by %s that its ticket is worth nothing, without ever being let in"
                                    .formatted(place.name(), refused.gateway()))));
        }
        return found;
    }

    private static boolean stillGood(Place place, Span asked, Chronicle chronicle) {
        long last = place.joined().span().sent();
        for (Polled poll : place.polls()) {
            if (poll.span().answered() <= asked.sent()) {
                last = Math.max(last, poll.span().sent());
            }
        }
        boolean onTime = asked.answered() - last
                <= Tolerance.micros(chronicle.tolerance().presence());
        boolean used = place.admitted().stream().anyMatch(entry -> entry.span().sent() <= asked.answered());
        boolean givenUp = place.left().stream().anyMatch(left -> left.span().sent() <= asked.answered());
        return onTime && !used && !givenUp;
    }
}
