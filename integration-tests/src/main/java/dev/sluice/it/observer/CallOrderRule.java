package dev.sluice.it.observer;

import dev.sluice.config.policy.Gate;
import dev.sluice.it.observer.Event.Polled;
import dev.sluice.it.observer.Event.Turn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * I3, second half: tickets are called in the order of arrival.
 *
 * <p>"Now serving" only grows, and everything below it is called, present or not. So once somebody knows to be
 * called, whoever came for certain before (its ticket was there before the other asked for one) is called too, and a poll
 * which it makes after every gateway had the time to learn that is not answered with "not yet". Two who came in the same
 * batch of a gateway asked before either had an answer, so nothing is said about their order. Returners are no
 * newcomers: who is called as one says nothing about the others.
 */
final class CallOrderRule implements Rule {

    private record Call(Place place, long joinedFrom, long known) {}

    @Override
    public List<Violation> check(Chronicle chronicle) {
        List<Violation> found = new ArrayList<>();
        List<Call> calls = new ArrayList<>();
        for (Place place : chronicle.places()) {
            if (!place.joined().returning()
                    && place.admitted().stream().noneMatch(a -> a.way() == Event.Way.RETURNING)) {
                Optional<Span> called = place.called();
                called.ifPresent(
                        span -> calls.add(new Call(place, place.joined().span().sent(), span.answered())));
            }
        }
        calls.sort(Comparator.comparingLong(Call::known));
        chronicle.places().stream()
                .filter(place -> !place.joined().returning())
                .forEach(place -> check(place, calls, chronicle).ifPresent(found::add));
        return found;
    }

    private static Optional<Violation> check(Place place, List<Call> calls, Chronicle chronicle) {
        Optional<Call> first = calls.stream()
                .filter(call -> call.joinedFrom > place.joined().span().answered())
                .findFirst();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        Call call = first.get();
        long learnt = call.known + Tolerance.micros(chronicle.tolerance().view());
        return place.polls().stream()
                .filter(poll -> poll.turn() == Turn.WAITING && poll.span().sent() >= learnt)
                .filter(poll -> concluded(poll, call, chronicle))
                .findFirst()
                .map(poll -> new Violation(
                        "I3",
                        poll.at(),
                        "%s, who came before %s, was told to wait by %s %.3f s after the other was called"
                                .formatted(
                                        place.name(),
                                        call.place.name(),
                                        poll.gateway(),
                                        (poll.span().sent() - call.known) / 1e6)));
    }

    private static boolean concluded(Polled poll, Call call, Chronicle chronicle) {
        return chronicle
                        .timeline()
                        .surely(
                                Gate.AUTO,
                                poll.span().sent() - 1_000_000,
                                poll.span().answered())
                && !chronicle.outages().meet(call.known, poll.span().answered());
    }
}
