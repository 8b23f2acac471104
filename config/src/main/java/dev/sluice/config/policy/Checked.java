package dev.sluice.config.policy;

import java.util.List;

/** What came of reading something: the value, or everything that is wrong with it. */
public sealed interface Checked<T> {

    /**
     * Nothing is wrong.
     *
     * @param value what was read
     */
    record Valid<T>(T value) implements Checked<T> {}

    /**
     * Something is wrong, and nothing was taken.
     *
     * @param problems all that is wrong, in the order of the settings; never empty
     */
    record Wrong<T>(List<Problem> problems) implements Checked<T> {

        public Wrong {
            problems = List.copyOf(problems);
        }
    }

    /** {@code value} if there are no problems, else the problems. */
    static <T> Checked<T> of(T value, List<Problem> problems) {
        return problems.isEmpty() ? new Valid<>(value) : new Wrong<>(problems);
    }

    /** What is wrong; empty when nothing is. */
    default List<Problem> wrong() {
        return this instanceof Wrong<T> wrong ? wrong.problems() : List.of();
    }
}
