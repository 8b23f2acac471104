package dev.sluice.it.observer;

import dev.sluice.config.policy.Gate;
import dev.sluice.it.observer.Event.Ask;
import dev.sluice.it.observer.Event.Turn;
import dev.sluice.it.observer.Event.Way;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A made-up history: one stream with two slots, a lease of 6 s and polls every second at most. Times are in seconds; every
 * question takes 10 ms. All of it goes through gateway {@code g1} unless said otherwise.
 */
final class Tale {

    static final Rules RULES = new Rules(Gate.AUTO, 2, Duration.ofSeconds(6));

    private final Observer observer =
            new Observer(RULES, Tolerance.of(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(6)));

    List<String> broken() {
        return observer.judge().stream().map(Violation::invariant).distinct().toList();
    }

    static Span at(double seconds) {
        return new Span(micros(seconds), micros(seconds + 0.01));
    }

    static long micros(double seconds) {
        return Math.round(seconds * 1e6);
    }

    Tale joins(String place, double at) {
        observer.accept(new Event.Joined(place, "g1", at(at), false));
        return this;
    }

    Tale polls(String place, double at, Turn turn) {
        return polls(place, at, turn, "g1");
    }

    Tale polls(String place, double at, Turn turn, String gateway) {
        observer.accept(new Event.Polled(place, gateway, at(at), turn, micros(at + 1.01)));
        return this;
    }

    /** Polls each second, from the first moment to the last. */
    Tale waits(String place, double from, double until) {
        for (double at = from; at <= until; at += 1) {
            polls(place, at, Turn.WAITING);
        }
        return this;
    }

    Tale enters(String session, double at) {
        return enters(session, null, at, Way.DIRECTLY);
    }

    Tale claims(String session, String place, double at) {
        return enters(session, place, at, Way.BY_TICKET);
    }

    Tale enters(String session, @Nullable String place, double at, Way way) {
        observer.accept(new Event.Admitted(session, place, "g1", at(at), way));
        return this;
    }

    Tale served(String session, double at, @Nullable String slot) {
        observer.accept(new Event.Served(session, "g1", at(at), Ask.SEGMENT, slot));
        return this;
    }

    /** Is served a segment each second, from the first moment to the last. */
    Tale listens(String session, double from, double until) {
        for (double at = from; at <= until; at += 1) {
            served(session, at, null);
        }
        return this;
    }

    Tale cut(String session, double at) {
        observer.accept(new Event.Cut(session, "g1", at(at)));
        return this;
    }

    Tale leaves(String who, double at) {
        observer.accept(new Event.Left(who, "g1", at(at)));
        return this;
    }

    Tale refused(String place, double at) {
        observer.accept(new Event.Refused(place, "g1", at(at)));
        return this;
    }

    Tale asksInVain(String who, double at) {
        observer.accept(new Event.Unanswered(who, "g1", at(at)));
        return this;
    }

    Tale sets(Rules rules, double at) {
        return sets(rules, at, Set.of("g1", "g2"), Set.of());
    }

    Tale sets(Rules rules, double at, Set<String> applied, Set<String> missing) {
        return sees(new Event.Changed(at(at), rules, applied, missing, Set.of()));
    }

    Tale sees(Event event) {
        observer.accept(event);
        return this;
    }
}
