package dev.sluice.it.observer;

import dev.sluice.it.observer.Event.Served;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * I2: a slot has one holder, and a ticket gives one session.
 *
 * <p>Slots: the tokens of two sessions spoke of the same slot, and both were served under it in times that overlap.
 * Tickets: two sessions came from one place, both were confirmed, and not with the same slot. A claim whose answer was
 * lost may be made again; its first session is never used by anybody, so it is never seen served.
 */
final class SingleHolderRule implements Rule {

    private record Use(Session session, String slot, long from, long until) {}

    @Override
    public List<Violation> check(Chronicle chronicle) {
        List<Violation> found = new ArrayList<>();
        Map<String, List<Use>> bySlot = new HashMap<>();
        for (Session session : chronicle.sessions()) {
            for (Use use : uses(session)) {
                bySlot.computeIfAbsent(use.slot, key -> new ArrayList<>()).add(use);
            }
        }
        bySlot.values().forEach(uses -> overlaps(uses, chronicle, found));
        chronicle.places().forEach(place -> claims(place, chronicle, found));
        return found;
    }

    private static List<Use> uses(Session session) {
        Map<String, Use> uses = new HashMap<>();
        for (Served one : session.served()) {
            if (one.slot() != null) {
                uses.merge(
                        one.slot(),
                        new Use(
                                session,
                                one.slot(),
                                one.span().answered(),
                                one.span().sent()),
                        (a, b) -> new Use(session, a.slot, Math.min(a.from, b.from), Math.max(a.until, b.until)));
            }
        }
        return List.copyOf(uses.values());
    }

    private static void overlaps(List<Use> uses, Chronicle chronicle, List<Violation> found) {
        for (int i = 0; i < uses.size(); i++) {
            for (int j = i + 1; j < uses.size(); j++) {
                Use a = uses.get(i);
                Use b = uses.get(j);
                if (!sameHolder(a.session, b.session)
                        && a.from <= b.until
                        && b.from <= a.until
                        && !servedOffline(a, b, chronicle)) {
                    found.add(new Violation(
                            "I2",
                            Math.max(a.from, b.from),
                            "slot %s has two holders, %s and %s"
                                    .formatted(a.slot, a.session.name(), b.session.name())));
                }
            }
        }
    }

    /**
     * Whether one of the two may have lost the slot in an outage that it was served through: its token spoke of the slot
     * until its gateway reached the store again and had it moved.
     */
    private static boolean servedOffline(Use a, Use b, Chronicle chronicle) {
        return chronicle.outages().disturb(Math.max(a.from, b.from), Math.min(a.until, b.until));
    }

    /** One session, or two answers to one ticket that gave the same slot. */
    private static boolean sameHolder(Session a, Session b) {
        String place = a.admitted().place();
        return a.name().equals(b.name())
                || (place != null && place.equals(b.admitted().place()));
    }

    private static void claims(Place place, Chronicle chronicle, List<Violation> found) {
        List<Session> confirmed = chronicle.sessions().stream()
                .filter(session -> place.name().equals(session.admitted().place()))
                .filter(SingleHolderRule::confirmed)
                .toList();
        for (int i = 1; i < confirmed.size(); i++) {
            Session first = confirmed.get(0);
            Session other = confirmed.get(i);
            boolean sameSlot =
                    uses(first).stream().anyMatch(a -> uses(other).stream().anyMatch(b -> a.slot.equals(b.slot)));
            boolean forgotten = chronicle
                    .outages()
                    .forgot(
                            first.admitted().span().sent(),
                            other.admitted().span().answered());
            if (!sameSlot && !forgotten) {
                found.add(new Violation(
                        "I2",
                        other.admitted().span().answered(),
                        "ticket %s gave two sessions, %s and %s".formatted(place.name(), first.name(), other.name())));
            }
        }
    }

    private static boolean confirmed(Session session) {
        return session.served().stream().anyMatch(one -> one.ask() != Event.Ask.PLAYLIST);
    }
}
