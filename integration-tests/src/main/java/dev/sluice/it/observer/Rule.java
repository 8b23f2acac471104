package dev.sluice.it.observer;

import java.util.List;

/** One invariant: a pure function of the history. More history never takes a violation back. */
@FunctionalInterface
interface Rule {

    List<Violation> check(Chronicle chronicle);
}
