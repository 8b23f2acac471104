package dev.sluice.gateway.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.time.Ticker;
import dev.sluice.gateway.token.SessionToken;
import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.admission.SlotLedger;
import dev.sluice.redis.store.StoreClock;
import dev.sluice.redis.store.StoreHealth;
import dev.sluice.redis.waitingroom.Ticket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The sessions that this gateway serves. Verifying one costs no call while it is fresh; otherwise one renewal, which all
 * requests of the session that come meanwhile wait for. Completes within the store's deadline.
 */
public final class Sessions {

    /** How long a token may be used: longer than any event, for a player never gets its URL replaced. */
    private static final Duration VALIDITY = Duration.ofDays(7);

    /** No lease is longer. */
    private static final Duration REMEMBERED = Duration.ofHours(4);

    /**
     * The store, as sessions need it.
     *
     * @param ledger holds the slots
     * @param clock its clock
     * @param health whether it answers
     */
    public record Store(SlotLedger ledger, StoreClock clock, StoreHealth health) {}

    /** All tokens of one session have its number, whichever slot they name: a store loss may have moved it. */
    private record Key(StreamId stream, long number) {}

    private record Question(Key key, Renewal renewal) {}

    /** What the store said, and of which slot: of requests that wait for the same answer, each may have come with another. */
    private record Answer(Slot slot, RenewDecision decision) {}

    private final SlotLedger ledger;
    private final StoreClock clock;
    private final StoreHealth health;
    private final Scheduler answers;
    private final Cache<Key, Standing> memory;
    private final ConcurrentMap<Question, CompletableFuture<Answer>> asked = new ConcurrentHashMap<>();

    /**
     * Remembers nobody yet.
     *
     * @param remembered of how many sessions at most it remembers what their tokens cannot tell
     * @param answers where what follows on an answer of the store runs: not on the store's own threads
     */
    public Sessions(Store store, Ticker ticker, long remembered, Scheduler answers) {
        this.ledger = store.ledger();
        this.clock = store.clock();
        this.health = store.health();
        this.answers = answers;
        this.memory = Caffeine.newBuilder()
                .maximumSize(remembered)
                .expireAfterWrite(REMEMBERED)
                .ticker(ticker::nanos)
                .build();
    }

    /** A new session's token, for a slot that was just given; one that is nowhere was given without the store. */
    public SessionToken begin(Slot slot, long acceptedAtMicros) {
        return new SessionToken(slot, acceptedAtMicros, false, slot.isNowhere(), clock.nowMicros() + micros(VALIDITY));
    }

    /** Whether the session may be served, renewing or confirming it first where that is due. */
    public Mono<SessionDecision> use(LivePolicy live, SessionToken token, Use use) {
        return Mono.defer(() -> {
            SlotLedger.Era era = ledger.era(live, token.slot().incarnation());
            if (era == SlotLedger.Era.EARLIER) {
                return Mono.just(new SessionDecision.Stale());
            }
            Standing standing = standing(live, token);
            return switch (standing.due(live.policy(), use, health.mode(), clock)) {
                case NOTHING ->
                    era == SlotLedger.Era.UNKNOWN && standing.confirmed()
                            ? ask(live, token, standing, Renewal.RENEW)
                            : Mono.just(served(token, standing));
                case RENEW -> ask(live, token, standing, Renewal.RENEW);
                case CONFIRM -> ask(live, token, standing, Renewal.CONFIRM);
                case OVER -> Mono.just(new SessionDecision.Stale());
            };
        });
    }

    /**
     * The ticket with which a session that holds no slot any more may enter again: the same one however often it asks. Empty
     * for one that left, was never confirmed, or was last accepted too long ago.
     */
    public Optional<Ticket> returner(LivePolicy live, SessionToken token) {
        Standing known = standing(live, token);
        return known.mayReturn(live.policy().resumeWindow(), clock)
                        && ledger.era(live, token.slot().incarnation()) != SlotLedger.Era.EARLIER
                ? Ticket.ofReturner(token.slot().incarnation(), token.slot().number())
                : Optional.empty();
    }

    /** Gives the slot back, at once. Completes when the store has it, or after its deadline. */
    public Mono<Void> leave(LivePolicy live, SessionToken token) {
        return Mono.defer(() -> {
            Standing known = standing(live, token);
            memory.put(key(live, token), known.leaving());
            return Mono.fromFuture(ledger.release(live, known.slot()).toCompletableFuture(), true);
        });
    }

    /**
     * Shortens the lease: the page closes, or a long body ended. The token that comes back makes the next request renew,
     * through whichever gateway.
     */
    public Mono<SessionToken> close(LivePolicy live, SessionToken token) {
        return Mono.defer(() -> {
            Standing known = standing(live, token);
            memory.put(key(live, token), known.closed(clock));
            if (known.left()) {
                return Mono.just(token);
            }
            long aged = clock.nowMicros() - micros(Standing.third(live.policy()));
            boolean young = clock.rebased(known.acceptedAtMicros()) > aged;
            long accepted = known.confirmed() && young ? aged : known.acceptedAtMicros();
            SessionToken closing = new SessionToken(
                    known.slot(), accepted, known.confirmed(), known.offline(), token.expiresAtMicros());
            return Mono.fromFuture(
                            ledger.renew(live, known.slot(), Renewal.CLOSE, known.acceptance())
                                    .toCompletableFuture(),
                            true)
                    .thenReturn(closing);
        });
    }

    private Standing standing(LivePolicy live, SessionToken token) {
        Standing told = Standing.of(token);
        Standing known = memory.getIfPresent(key(live, token));
        return known == null ? told : told.merge(known, clock);
    }

    private Mono<SessionDecision> ask(LivePolicy live, SessionToken token, Standing before, Renewal renewal) {
        return Mono.fromFuture(answer(live, token, before, renewal), true)
                .publishOn(answers)
                .map(answer -> decide(live, token, before, renewal, answer));
    }

    /** One question at a time: whoever comes while it is on its way waits for its answer. */
    private CompletableFuture<Answer> answer(LivePolicy live, SessionToken token, Standing before, Renewal renewal) {
        Question question = new Question(key(live, token), renewal);
        CompletableFuture<Answer> mine = new CompletableFuture<>();
        CompletableFuture<Answer> others = asked.putIfAbsent(question, mine);
        if (others != null) {
            return others;
        }
        ledger.renew(live, before.slot(), renewal, before.acceptance()).whenComplete((decision, failure) -> {
            asked.remove(question, mine);
            if (failure != null) {
                mine.completeExceptionally(failure);
            } else {
                mine.complete(new Answer(before.slot(), decision));
            }
        });
        return mine;
    }

    private SessionDecision decide(
            LivePolicy live, SessionToken token, Standing before, Renewal renewal, Answer answer) {
        boolean confirmed = before.confirmed() || renewal == Renewal.CONFIRM;
        long now = clock.nowMicros();
        if (answer.decision() instanceof RenewDecision.Renewed renewed) {
            return accepted(
                    key(live, token),
                    new Standing(answer.slot(), renewed.acceptedAtMicros(), confirmed, false, 0, false));
        }
        if (answer.decision() instanceof RenewDecision.Moved moved) {
            return accepted(
                    key(live, token), new Standing(moved.slot(), moved.acceptedAtMicros(), confirmed, false, 0, false));
        }
        if (answer.decision() instanceof RenewDecision.StoreLost && before.servedWithoutStore(live.policy(), clock)) {
            return accepted(key(live, token), new Standing(before.slot(), now, confirmed, true, 0, false));
        }
        return new SessionDecision.Stale();
    }

    private SessionDecision accepted(Key key, Standing standing) {
        Standing kept = memory.asMap().merge(key, standing, (old, news) -> old.merge(news, clock));
        return kept.left() ? new SessionDecision.Stale() : new SessionDecision.Renewed(resigned(standing));
    }

    /** Another request may have renewed what this token does not know yet: the news are handed out. */
    private SessionDecision served(SessionToken token, Standing standing) {
        boolean news = standing.confirmed() != token.confirmed()
                || clock.rebased(standing.acceptedAtMicros()) > clock.rebased(token.acceptedAtMicros());
        return news ? new SessionDecision.Renewed(resigned(standing)) : new SessionDecision.Valid(token);
    }

    private SessionToken resigned(Standing standing) {
        return new SessionToken(
                standing.slot(),
                standing.acceptedAtMicros(),
                standing.confirmed(),
                standing.offline(),
                clock.nowMicros() + micros(VALIDITY));
    }

    private static Key key(LivePolicy live, SessionToken token) {
        return new Key(live.id(), token.slot().number());
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
