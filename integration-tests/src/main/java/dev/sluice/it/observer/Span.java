package dev.sluice.it.observer;

/**
 * From a question to its answer, in microseconds of one monotonic clock; what was asked for happened in between.
 *
 * @param sent when the question left
 * @param answered when the answer was there; not before {@code sent}
 */
public record Span(long sent, long answered) {

    public Span {
        if (answered < sent) {
            throw new IllegalArgumentException("span: " + sent + " to " + answered + " (expected: not backwards)");
        }
    }

    /** Whether the two have a moment in common. */
    boolean meets(Span other) {
        return sent <= other.answered && other.sent <= answered;
    }
}
