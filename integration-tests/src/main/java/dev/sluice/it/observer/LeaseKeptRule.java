package dev.sluice.it.observer;

import dev.sluice.it.observer.Event.Ask;
import dev.sluice.it.observer.Event.Cut;
import dev.sluice.it.observer.Event.Served;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * I4: who asks at least every third of a lease is never cut.
 *
 * <p>A gateway serves from memory for a third of a lease at most, so a slot under which something was served is kept for
 * two thirds of a lease from then, and any question within one third has to be served too: whatever happened to gateways,
 * capacity, the lease or the store. Who got no answer has asked all the same: what counts is that no two questions in a row
 * are further apart than a third of a lease. Sessions that never confirmed have only their first lease, and what leaves gives
 * its slot up.
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
        Span asked = cut.span();
        boolean left = session.left().stream().anyMatch(one -> one.span().sent() <= asked.answered());
        boolean confirmed = session.served().stream()
                .anyMatch(one -> one.ask() != Ask.PLAYLIST && one.span().answered() <= asked.sent());
        if (left || !confirmed) {
            return Optional.empty();
        }
        long served = session.served().stream()
                .map(Served::span)
                .filter(span -> span.answered() <= asked.sent())
                .mapToLong(Span::sent)
                .max()
                .orElse(Long.MIN_VALUE);
        long lease = chronicle.timeline().shortestLeaseMicros(served, asked.answered());
        if (!askedInTime(session, served, cut, chronicle)) {
            return Optional.empty();
        }
        return Optional.of(new Violation(
                "I4",
                cut.at(),
                "%s was cut by %s %.3f s after it was served, lease %.1f s"
                        .formatted(session.name(), cut.gateway(), (asked.answered() - served) / 1e6, lease / 1e6)));
    }

    /**
     * Whether no two questions in a row were further apart than a third, from the last that was served on; and near an
     * outage, in which a gateway serves whom it knows although the lease may have run out, for a whole lease before.
     */
    private static boolean askedInTime(Session session, long served, Cut cut, Chronicle chronicle) {
        Span asked = cut.span();
        long lease = chronicle.timeline().shortestLeaseMicros(served, asked.answered());
        boolean disturbed = chronicle.outages().disturb(served - lease, asked.answered());
        long from = disturbed ? Math.min(served, asked.sent() - lease) : served;
        List<Long> asks = new ArrayList<>();
        asks.add(session.admitted().span().sent());
        session.served().forEach(one -> asks.add(one.span().sent()));
        session.lost().forEach(one -> asks.add(one.span().sent()));
        asks.removeIf(at -> at >= asked.sent());
        asks.add(asked.sent());
        asks.add(asked.answered());
        asks.sort(Comparator.naturalOrder());
        long last = asks.get(0);
        for (long at : asks) {
            if (at > from && at - last > lease / 3) {
                return false;
            }
            last = at;
        }
        return true;
    }
}
