package dev.sluice.it.observer;

import dev.sluice.config.policy.Gate;
import dev.sluice.it.observer.Event.Admitted;
import dev.sluice.it.observer.Event.Polled;
import dev.sluice.it.observer.Event.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * I3, first half: a newcomer never overtakes. Nobody is let in directly while somebody who came before is waiting, not
 * called yet, and present. (A place is kept for everybody who is called; newcomers may have the others.)
 *
 * <p>Present for certain at a moment is a place whose last mark (joining, or a poll) had the time to be delivered and
 * still counts, its gateway not having died with it, and the store not having been lost to anybody meanwhile. Waiting for
 * certain is one that was given out before the newcomer asked and that is told to wait a while after the newcomer was
 * in, for by then it was not called. While the gate was not surely {@code auto}, nothing is concluded; neither from a place whose claim may have succeeded without an answer.
 */
final class OvertakingRule implements Rule {

    @Override
    public List<Violation> check(Chronicle chronicle) {
        List<Violation> found = new ArrayList<>();
        for (Session session : chronicle.sessions()) {
            Admitted entry = session.admitted();
            Span span = entry.span();
            if (entry.way() != Way.DIRECTLY || !chronicle.timeline().surely(Gate.AUTO, span.sent(), span.answered())) {
                continue;
            }
            chronicle.places().stream()
                    .filter(place -> place.waitsThroughout(
                            span, Tolerance.micros(chronicle.tolerance().view())))
                    .filter(place -> present(place, span, chronicle))
                    .findFirst()
                    .ifPresent(place -> found.add(new Violation(
                            "I3",
                            span.answered(),
                            "newcomer %s was let in through %s while %s, who came %.3f s before, waited"
                                    .formatted(
                                            entry.session(),
                                            entry.gateway(),
                                            place.name(),
                                            (span.sent() - place.joined().span().answered()) / 1e6))));
        }
        return found;
    }

    private static boolean present(Place place, Span span, Chronicle chronicle) {
        long presence = Tolerance.micros(chronicle.tolerance().presence());
        long delivery = Tolerance.micros(chronicle.tolerance().delivery());
        long excuse = 2 * chronicle.timeline().longestLeaseMicros();
        if (place.lost().stream()
                .anyMatch(lost ->
                        lost.span().sent() <= span.answered() && lost.span().answered() >= span.sent() - excuse)) {
            return false;
        }
        Span joined = place.joined().span();
        boolean byTicket = joined.sent() + presence >= span.answered()
                && !chronicle.outages().meet(joined.sent(), span.answered());
        Stream<Polled> polls = place.polls().stream();
        return byTicket
                || polls.anyMatch(poll -> poll.span().answered() + delivery <= span.sent()
                        && poll.span().sent() + presence >= span.answered()
                        && !chronicle.outages().meet(poll.span().sent(), span.answered())
                        && !chronicle.stopped(
                                poll.gateway(),
                                new Span(poll.span().sent(), poll.span().answered() + delivery)));
    }
}
