package dev.sluice.it.observer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Collects what was seen of one stream, from any thread, and judges it.
 *
 * <p>{@link #judge()} looks at the whole history each time: about n log n for n events.
 */
public final class Observer implements Consumer<Event> {

    private static final List<Rule> RULES = List.of(
            new CapacityRule(),
            new SingleHolderRule(),
            new PlaceKeptRule(),
            new OvertakingRule(),
            new CallOrderRule(),
            new MassCallRule(),
            new LeaseKeptRule(),
            new SlotFreedRule(),
            new TokenRule(),
            new ChangeAppliedRule());

    private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();
    private final Rules initial;
    private final Tolerance tolerance;

    /**
     * @param initial what the operator's file says when the history begins
     * @param tolerance what is allowed for
     */
    public Observer(Rules initial, Tolerance tolerance) {
        this.initial = initial;
        this.tolerance = tolerance;
    }

    @Override
    public void accept(Event event) {
        events.add(event);
    }

    /** Every contradiction so far, the earliest first; empty when all is well. */
    public List<Violation> judge() {
        Chronicle chronicle = new Chronicle(List.copyOf(events), initial, tolerance);
        List<Violation> found = new ArrayList<>();
        for (Rule rule : RULES) {
            found.addAll(rule.check(chronicle));
        }
        found.sort(Comparator.comparingLong(Violation::at));
        return found;
    }

    /** How much of the slots was idle so far while somebody waited. */
    public Idle idle() {
        return Idle.in(new Chronicle(List.copyOf(events), initial, tolerance));
    }

    /** What was seen so far, for figures and for a look at what led to a violation. */
    public List<Event> history() {
        return List.copyOf(events);
    }
}
