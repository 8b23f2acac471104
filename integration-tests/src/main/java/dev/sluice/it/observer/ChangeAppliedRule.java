package dev.sluice.it.observer;

import dev.sluice.config.policy.Gate;
import dev.sluice.it.observer.Event.Changed;
import dev.sluice.it.observer.Event.GatewayDown;
import dev.sluice.it.observer.Event.GatewayUp;
import dev.sluice.it.observer.Event.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * I10: a change is on every connected gateway, or is reported as not being there.
 *
 * <p>Of a change whose answer names nodes, every gateway that was up from before the question until after the answer has to be
 * named, as running it, as not, or as silent; and one that is named as running it shows the new gate from then on, and lets nobody
 * in while it is {@code hold} or {@code maintenance}.
 */
final class ChangeAppliedRule implements Rule {

    @Override
    public List<Violation> check(Chronicle chronicle) {
        List<Violation> found = new ArrayList<>();
        List<Changed> changes = chronicle.only(Changed.class);
        for (Changed change : changes) {
            if (!change.isNaming()) {
                continue;
            }
            long until = changes.stream()
                    .filter(other -> other.span().sent() > change.span().sent())
                    .mapToLong(other -> other.span().sent())
                    .min()
                    .orElse(Long.MAX_VALUE);
            unnamed(change, chronicle, found);
            for (String gateway : change.applied()) {
                shown(change, gateway, until, chronicle, found);
                entered(change, gateway, until, chronicle, found);
            }
        }
        return found;
    }

    private static void unnamed(Changed change, Chronicle chronicle, List<Violation> found) {
        Map<String, Boolean> up = new HashMap<>();
        for (GatewayUp one : chronicle.only(GatewayUp.class)) {
            if (one.at() <= change.span().sent()) {
                boolean downSince = chronicle.only(GatewayDown.class).stream()
                        .anyMatch(down -> down.gateway().equals(one.gateway())
                                && down.at() >= one.at()
                                && down.at() <= change.span().answered());
                up.put(one.gateway(), !downSince);
            }
        }
        up.forEach((gateway, certain) -> {
            if (certain && !change.names(gateway)) {
                found.add(new Violation(
                        "I10", change.at(), "gateway %s is not named in the answer to a change".formatted(gateway)));
            }
        });
    }

    private static void shown(Changed change, String gateway, long until, Chronicle chronicle, List<Violation> found) {
        String expected = change.rules().gate().name().toLowerCase(Locale.ROOT);
        for (Shown shown : chronicle.only(Shown.class)) {
            if (shown.gateway().equals(gateway)
                    && shown.span().sent() > change.span().answered()
                    && shown.span().answered() < until
                    && !shown.gate().equals(expected)) {
                found.add(new Violation(
                        "I10",
                        shown.at(),
                        "gateway %s shows gate %s, %.3f s after it was reported to run %s"
                                .formatted(
                                        gateway,
                                        shown.gate(),
                                        (shown.span().sent() - change.span().answered()) / 1e6,
                                        expected)));
            }
        }
    }

    private static void entered(
            Changed change, String gateway, long until, Chronicle chronicle, List<Violation> found) {
        Gate gate = change.rules().gate();
        if (gate == Gate.AUTO || gate == Gate.OPEN || gate == Gate.REJECT) {
            return;
        }
        for (Session session : chronicle.sessions()) {
            Event.Admitted entry = session.admitted();
            if (entry.gateway().equals(gateway)
                    && entry.span().sent() > change.span().answered()
                    && entry.span().answered() < until) {
                found.add(new Violation(
                        "I10",
                        entry.at(),
                        "gateway %s let %s in, though it was reported to run gate %s"
                                .formatted(gateway, entry.session(), gate)));
            }
        }
    }
}
