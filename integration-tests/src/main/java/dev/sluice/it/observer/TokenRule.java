package dev.sluice.it.observer;

import dev.sluice.it.observer.Event.Left;
import dev.sluice.it.observer.Event.Served;
import dev.sluice.it.observer.Event.Tried;
import java.util.ArrayList;
import java.util.List;

/**
 * I7: nothing is opened by a token that was altered, or is of another stream or key, or too old; nor by that of a
 * session whose listener has left, once no gateway may still remember it (a third of a lease).
 */
final class TokenRule implements Rule {

    @Override
    public List<Violation> check(Chronicle chronicle) {
        List<Violation> found = new ArrayList<>();
        for (Tried tried : chronicle.only(Tried.class)) {
            if (tried.opened()) {
                found.add(new Violation("I7", tried.at(), tried.kind() + " opened something at " + tried.gateway()));
            }
        }
        long memory = chronicle.timeline().longestLeaseMicros() / 3;
        for (Session session : chronicle.sessions()) {
            for (Left left : session.left()) {
                for (Served served : session.served()) {
                    if (served.span().sent() > left.span().answered() + memory
                            && !chronicle.outages().disturb(left.span().sent(), served.at())) {
                        found.add(new Violation(
                                "I7",
                                served.at(),
                                "the token of %s opened something at %s after its listener had left"
                                        .formatted(session.name(), served.gateway())));
                    }
                }
            }
        }
        return found;
    }
}
