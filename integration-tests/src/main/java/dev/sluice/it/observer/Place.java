package dev.sluice.it.observer;

import dev.sluice.it.observer.Event.Admitted;
import dev.sluice.it.observer.Event.Joined;
import dev.sluice.it.observer.Event.Left;
import dev.sluice.it.observer.Event.Polled;
import dev.sluice.it.observer.Event.Unanswered;
import java.util.List;
import java.util.Optional;

/** All that was seen of one place in the queue, in the order of asking. */
record Place(Joined joined, List<Polled> polls, List<Admitted> admitted, List<Left> left, List<Unanswered> lost) {

    String name() {
        return joined.place();
    }

    /** The first time it was told to be called or let in: when it asked and when it knew. */
    Optional<Span> called() {
        Optional<Span> turn = polls.stream()
                .filter(poll -> poll.turn() == Event.Turn.CALLED)
                .findFirst()
                .map(Polled::span);
        Optional<Span> entry = admitted.stream().findFirst().map(Admitted::span);
        if (turn.isPresent() && entry.isPresent()) {
            return turn.get().answered() <= entry.get().answered() ? turn : entry;
        }
        return turn.or(() -> entry);
    }

    /**
     * Whether it held its ticket for certain, neither in nor called nor gone, throughout the span: a poll says so that is so
     * much later that its gateway had learnt of any call by then.
     */
    boolean waitsThroughout(Span span, long learntMicros) {
        return joined.span().answered() <= span.sent()
                && left.stream().noneMatch(l -> l.span().sent() <= span.answered())
                && polls.stream()
                        .anyMatch(poll -> poll.turn() == Event.Turn.WAITING
                                && poll.span().sent() >= span.answered() + learntMicros)
                && admitted.stream().noneMatch(a -> a.span().sent() <= span.answered());
    }
}
