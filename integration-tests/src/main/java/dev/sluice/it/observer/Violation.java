package dev.sluice.it.observer;

/**
 * A contradiction between the history and an invariant.
 *
 * @param invariant {@code I1} to {@code I10}
 * @param at when it was complete, in microseconds of the history's clock
 * @param what who, what, when: enough to find it in the history
 */
public record Violation(String invariant, long at, String what) {

    @Override
    public String toString() {
        return "%s at %.3f s: %s".formatted(invariant, at / 1e6, what);
    }
}
