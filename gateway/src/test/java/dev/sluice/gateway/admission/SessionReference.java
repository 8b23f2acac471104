package dev.sluice.gateway.admission;

import dev.sluice.config.policy.StreamPolicy;
import dev.sluice.gateway.token.SessionToken;
import dev.sluice.redis.admission.Acceptance;
import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.store.StoreClock;
import dev.sluice.redis.store.StoreMode;
import dev.sluice.redis.waitingroom.Ticket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a gateway decides about sessions, once more with the plainest means: it keeps a list of all that it ever heard of a
 * session, adds what the token tells, and reads the whole list for each decision. Written from the design (sections 4 and 7), so
 * that it can disagree with the code.
 */
final class SessionReference {

    /** Longer ahead than this, a moment is one of a clock that was set back. */
    private static final long AHEAD = 5_000_000;

    private static final Duration VALID = Duration.ofDays(7);

    /** Something that was heard of a session; a moment is as it was noted. */
    sealed interface Fact {

        /** A gateway took it for valid. */
        record Accepted(Slot slot, long at, boolean offline) implements Fact {}

        /** It was heard playing. */
        record Heard() implements Fact {}

        /** Its page closed, or its body ended, so that its lease is short until it asks. */
        record Closed(long at) implements Fact {}

        /** It left by its own decision. */
        record Left() implements Fact {}
    }

    /** What is known of a session when it asks. */
    record Knowledge(List<Fact> facts) {

        boolean heard() {
            return facts.stream().anyMatch(Fact.Heard.class::isInstance);
        }

        boolean left() {
            return facts.stream().anyMatch(Fact.Left.class::isInstance);
        }
    }

    private final StoreClock clock;
    private final Map<Long, List<Fact>> heard = new HashMap<>();

    SessionReference(StoreClock clock) {
        this.clock = clock;
    }

    /** All that this gateway knows, the token's own news first. */
    Knowledge knows(SessionToken token) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact.Accepted(token.slot(), token.acceptedAtMicros(), token.offline()));
        if (token.confirmed()) {
            facts.add(new Fact.Heard());
        }
        facts.addAll(heard.getOrDefault(token.slot().number(), List.of()));
        return new Knowledge(List.copyOf(facts));
    }

    /** What has to be asked of the store before the request is answered; empty for nothing. */
    Optional<Renewal> due(StreamPolicy policy, SessionToken token, Use use, StoreMode store) {
        Knowledge known = knows(token);
        if (known.left()) {
            return Optional.empty();
        }
        if (!known.heard()) {
            // nothing renews a first lease; once it is over, only the store can tell whether somebody else confirmed it
            return use == Use.PLAY || !isWithin(policy.firstLease(), known)
                    ? Optional.of(Renewal.CONFIRM)
                    : Optional.empty();
        }
        boolean closed = known.facts().stream()
                .anyMatch(fact -> fact instanceof Fact.Closed end
                        && read(end.at()) > read(last(known).at()));
        boolean owed = last(known).offline() && store == StoreMode.UP;
        return closed || owed || !isWithin(policy.lease().dividedBy(3), known)
                ? Optional.of(Renewal.RENEW)
                : Optional.empty();
    }

    /** What the store is told. */
    Slot slot(Knowledge known) {
        return last(known).slot();
    }

    Acceptance acceptance(Knowledge known) {
        return new Acceptance(last(known).at(), last(known).offline());
    }

    /** The answer to a request for which nothing is asked. */
    SessionDecision answer(SessionToken token) {
        Knowledge known = knows(token);
        if (known.left()) {
            return new SessionDecision.Stale();
        }
        boolean news = known.heard() != token.confirmed()
                || known.facts().stream()
                        .anyMatch(fact ->
                                fact instanceof Fact.Accepted one && read(one.at()) > read(token.acceptedAtMicros()));
        return news
                ? new SessionDecision.Renewed(signed(last(known), known.heard()))
                : new SessionDecision.Valid(token);
    }

    /**
     * The answer to a request for which the store was asked.
     *
     * @param known what was known when it came
     * @param asked the slot that the store was asked about, for this request and for those that came meanwhile
     */
    SessionDecision answer(StreamPolicy policy, Knowledge known, Slot asked, Renewal renewal, RenewDecision store) {
        boolean hears = known.heard() || renewal == Renewal.CONFIRM;
        if (store instanceof RenewDecision.Renewed renewed) {
            return accepted(new Fact.Accepted(asked, renewed.acceptedAtMicros(), false), hears);
        }
        if (store instanceof RenewDecision.Moved moved) {
            return accepted(new Fact.Accepted(moved.slot(), moved.acceptedAtMicros(), false), hears);
        }
        // whoever was accepted within the lease that it was promised is never cut by a loss of the store
        Duration promised = known.heard() ? policy.lease() : policy.firstLease();
        if (store instanceof RenewDecision.StoreLost && isWithin(promised, known)) {
            return accepted(new Fact.Accepted(last(known).slot(), clock.nowMicros(), true), hears);
        }
        return new SessionDecision.Stale();
    }

    /** The page closes: the token that says so, with which the next request asks, whoever answers it. */
    SessionToken close(StreamPolicy policy, SessionToken token) {
        Knowledge known = knows(token);
        long last = last(known).at();
        long now = clock.nowMicros();
        long closed = read(last) < now ? now : last + 1;
        note(token, Stream.concat(known.facts().stream(), Stream.of(new Fact.Closed(closed))));
        if (known.left()) {
            return token;
        }
        long third = clock.nowMicros() - policy.lease().toMillis() * 1_000 / 3;
        return new SessionToken(
                last(known).slot(),
                known.heard() && read(last) > third ? third : last,
                known.heard(),
                last(known).offline(),
                token.expiresAtMicros());
    }

    void leave(SessionToken token) {
        note(token, Stream.concat(knows(token).facts().stream(), Stream.of(new Fact.Left())));
    }

    /** The ticket of somebody who listened until lately: the session's own number, and the same however often it asks. */
    Optional<Ticket> returner(StreamPolicy policy, SessionToken token) {
        Knowledge known = knows(token);
        return known.heard() && !known.left() && isWithin(policy.resumeWindow(), known)
                ? Optional.of(
                        new Ticket(token.slot().incarnation(), token.slot().number() + (1L << 48)))
                : Optional.empty();
    }

    private SessionDecision accepted(Fact.Accepted news, boolean hears) {
        List<Fact> facts = heard.computeIfAbsent(news.slot().number(), number -> new ArrayList<>());
        facts.add(news);
        if (hears) {
            facts.add(new Fact.Heard());
        }
        // who left meanwhile is not brought back by an answer
        return new Knowledge(facts).left()
                ? new SessionDecision.Stale()
                : new SessionDecision.Renewed(signed(news, hears));
    }

    private void note(SessionToken token, Stream<Fact> facts) {
        heard.put(token.slot().number(), new ArrayList<>(facts.distinct().toList()));
    }

    private SessionToken signed(Fact.Accepted fact, boolean confirmed) {
        long expires = clock.nowMicros() + VALID.toMillis() * 1_000;
        return new SessionToken(fact.slot(), fact.at(), confirmed, fact.offline(), expires);
    }

    /** The latest acceptance; of two at once, the one that was known first. */
    private Fact.Accepted last(Knowledge known) {
        Fact.Accepted last = (Fact.Accepted) known.facts().get(0);
        for (Fact fact : known.facts()) {
            if (fact instanceof Fact.Accepted one && read(one.at()) > read(last.at())) {
                last = one;
            }
        }
        return last;
    }

    private boolean isWithin(Duration time, Knowledge known) {
        long age = clock.nowMicros() - read(last(known).at());
        return age > -AHEAD && age < time.toNanos() / 1_000;
    }

    /** A moment that was noted, by the clock as it goes now. */
    private long read(long noted) {
        return clock.rebased(noted);
    }
}
