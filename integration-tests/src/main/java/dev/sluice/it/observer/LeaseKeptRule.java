package dev.sluice.it.observer;

import dev.sluice.it.observer.Event.Ask;
import dev.sluice.it.observer.Event.Cut;
import dev.sluice.it.observer.Event.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * I4: who asks at least every third of a lease is never cut.
 *
 * <p>A gateway serves from memory for a third of a lease at most, so a slot under which something was served is kept for
 * two thirds of a lease from then, and any question within one third has to be served too: whatever happened to gateways,
 * capacity or the lease. Sessions that never confirmed have only their first lease; what leaves gives its slot up; and
 * what the store has forgotten is not promised yet.
 */
final class LeaseKeptRule implements Rule {

    @Override
    public List<Violation> check(Chronicle chronicle) {
        List<Violation> found = new ArrayList<>();
        for (Session session : chronicle.sessions()) {
            for (Cut cut : session.cut()) {
                check(session, cut, chronicle).ifPresent(found::add);
            }
        }
        return found;
    }

    private static Optional<Violation> check(Session session, Cut cut, Chronicle chronicle) {
        long from = session.admitted().span().sent();
        Span asked = cut.span();
        boolean left = session.left().stream().anyMatch(one -> one.span().sent() <= asked.answered());
        boolean confirmed = session.served().stream()
                .anyMatch(one -> one.ask() != Ask.PLAYLIST && one.span().answered() <= asked.sent());
        if (left || !confirmed || chronicle.outages().forgot(from, asked.answered())) {
            return Optional.empty();
        }
        long last = session.served().stream()
                .map(Served::span)
                .filter(span -> span.answered() <= asked.sent())
                .mapToLong(Span::sent)
                .max()
                .orElse(Long.MIN_VALUE);
        long lease = chronicle.timeline().shortestLeaseMicros(last, asked.answered());
        if (asked.answered() - last > lease / 3) {
            return Optional.empty();
        }
        return Optional.of(new Violation(
                "I4",
                cut.at(),
                "%s was cut by %s %.3f s after it was served, lease %.1f s"
                        .formatted(session.name(), cut.gateway(), (asked.answered() - last) / 1e6, lease / 1e6)));
    }
}
