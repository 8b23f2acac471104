package dev.sluice.it.observer;

import dev.sluice.config.policy.Gate;
import dev.sluice.config.policy.StoreLoss;
import dev.sluice.it.observer.Event.Changed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which rules may have been in force when. A change may be in force from the moment it was asked for. What it replaced
 * may be in force until the answer that names every node as running the change; where the answer doesn't, a while longer.
 */
final class Timeline {

    private record Period(Rules rules, long from, long until) {}

    private final List<Period> periods = new ArrayList<>();

    Timeline(Rules initial, List<Changed> changes, long settleMicros) {
        List<Changed> inOrder = changes.stream()
                .sorted(Comparator.comparingLong(change -> change.span().sent()))
                .toList();
        Rules rules = initial;
        long from = Long.MIN_VALUE;
        for (Changed change : inOrder) {
            boolean everywhere = !change.applied().isEmpty()
                    && change.missing().isEmpty()
                    && change.silent().isEmpty();
            periods.add(new Period(rules, from, change.span().answered() + (everywhere ? 0 : settleMicros)));
            rules = change.rules();
            from = change.span().sent();
        }
        periods.add(new Period(rules, from, Long.MAX_VALUE));
    }

    /** All rules that may have been in force at some moment of the span; never empty. */
    List<Rules> possible(long from, long until) {
        return periods.stream()
                .filter(period -> period.from <= until && from <= period.until)
                .map(Period::rules)
                .toList();
    }

    int highestCapacity(long from, long until) {
        return possible(from, until).stream()
                .mapToInt(rules -> rules.gate() == Gate.OPEN ? Integer.MAX_VALUE : rules.capacity())
                .max()
                .orElseThrow();
    }

    int lowestCapacity(long from, long until) {
        return possible(from, until).stream().mapToInt(Rules::capacity).min().orElseThrow();
    }

    long shortestLeaseMicros(long from, long until) {
        return possible(from, until).stream()
                .mapToLong(Rules::leaseMicros)
                .min()
                .orElseThrow();
    }

    long longestLeaseMicros() {
        return periods.stream()
                .mapToLong(period -> period.rules.leaseMicros())
                .max()
                .orElseThrow();
    }

    /** Whether at some moment of the span whoever asked while the store was lost may have been let in. */
    boolean mayLetInWithoutStore(long from, long until) {
        return possible(from, until).stream().anyMatch(rules -> rules.storeLoss() == StoreLoss.OPEN);
    }

    /** Whether the gate was certainly this one throughout. */
    boolean surely(Gate gate, long from, long until) {
        return possible(from, until).stream().allMatch(rules -> rules.gate() == gate);
    }
}
