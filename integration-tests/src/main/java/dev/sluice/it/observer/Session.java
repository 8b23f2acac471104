package dev.sluice.it.observer;

import dev.sluice.it.observer.Event.Admitted;
import dev.sluice.it.observer.Event.Cut;
import dev.sluice.it.observer.Event.Left;
import dev.sluice.it.observer.Event.Served;
import dev.sluice.it.observer.Event.Unanswered;
import java.util.ArrayList;
import java.util.List;

/** All that was seen of one session, in the order of asking. */
record Session(Admitted admitted, List<Served> served, List<Cut> cut, List<Left> left, List<Unanswered> lost) {

    /**
     * A time during which its slot was held for certain.
     *
     * @param began the question and answer between which it was taken at the latest
     * @param from the first moment, the answer of {@code began}
     * @param until the last moment
     */
    record Hold(Session session, Span began, long from, long until) {}

    String name() {
        return admitted.session();
    }

    /**
     * When its slot was held for certain. A silence longer than a lease ends a hold: what follows may be another slot,
     * taken anew.
     */
    List<Hold> holds(long longestLeaseMicros) {
        return holds(admitted.span(), served, longestLeaseMicros);
    }

    /** The same of one that was let in without a slot, and got it with this answer at the latest. */
    List<Hold> holdsSince(Served given, long longestLeaseMicros) {
        return holds(given.span(), served.subList(served.indexOf(given) + 1, served.size()), longestLeaseMicros);
    }

    private List<Hold> holds(Span first, List<Served> after, long longestLeaseMicros) {
        List<Hold> holds = new ArrayList<>();
        Span began = first;
        long until = began.answered();
        for (Served one : after) {
            if (one.span().sent() - until > longestLeaseMicros) {
                holds.add(new Hold(this, began, began.answered(), until));
                began = one.span();
                until = began.answered();
            } else {
                until = Math.max(until, one.span().sent());
            }
        }
        holds.add(new Hold(this, began, began.answered(), until));
        return holds;
    }

    /** The last moment at which its slot may have been taken still, if slots are free {@code afterMicros} after their holders are gone. */
    long possiblyUntil(long afterMicros) {
        long gone = Long.MAX_VALUE;
        for (Left one : left) {
            gone = Math.min(gone, one.span().answered());
        }
        for (Cut one : cut) {
            gone = Math.min(gone, one.span().answered());
        }
        long last = admitted.span().answered();
        for (Served one : served) {
            last = Math.max(last, one.span().answered());
        }
        for (Unanswered one : lost) {
            last = Math.max(last, one.span().answered());
        }
        return Math.min(gone, last + afterMicros);
    }
}
