package dev.sluice.gateway.waitingroom;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.time.Ticker;
import dev.sluice.gateway.metrics.GatewayMeters;
import dev.sluice.gateway.metrics.Refusal;
import dev.sluice.gateway.pages.Place;
import dev.sluice.gateway.pages.Standing;
import dev.sluice.gateway.token.TicketToken;
import dev.sluice.redis.admission.AdmissionMode;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.store.StoreClock;
import dev.sluice.redis.store.StoreHealth;
import dev.sluice.redis.store.StoreMode;
import dev.sluice.redis.waitingroom.Attempt;
import dev.sluice.redis.waitingroom.ClaimDecision;
import dev.sluice.redis.waitingroom.RoomView;
import dev.sluice.redis.waitingroom.Ticket;
import dev.sluice.redis.waitingroom.WaitingRoom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.random.RandomGenerator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Answers whoever waits. A ticket that is not called costs no call to the store, once anything is known of the stream. Completes within the store's deadline.
 */
public final class TicketDesk {

    /** As many seconds times four, at the rate that counts at least: ten seconds between tries while nothing moves. */
    private static final long BREATH = 40;

    /** No longer is a claim given again. */
    private static final Duration GIVEN = Duration.ofMinutes(1);

    /** Of no more tickets is it known that they were given, or given up. */
    private static final long REMEMBERED = 200_000;

    private record Key(StreamId stream, Ticket ticket) {}

    private final WaitingRoom room;
    private final StoreClock clock;
    private final StoreHealth health;
    private final GatewayMeters meters;
    private final RandomGenerator random;
    private final Scheduler answers;
    private final Cache<Key, TicketDecision.Enters> given;
    private final Cache<Key, Boolean> left;

    /** The store, as far as those who wait are concerned. */
    public record Store(WaitingRoom room, StoreClock clock, StoreHealth health) {}

    /**
     * Asks this store.
     *
     * @param answers where what follows on an answer of the store runs: not on the store's own threads
     */
    public TicketDesk(Store store, Ticker ticker, GatewayMeters meters, RandomGenerator random, Scheduler answers) {
        this.room = store.room();
        this.clock = store.clock();
        this.health = store.health();
        this.meters = meters;
        this.random = random;
        this.answers = answers;
        this.given = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(GIVEN)
                .ticker(ticker::nanos)
                .build();
        this.left = Caffeine.newBuilder().maximumSize(REMEMBERED).build();
    }

    /** A new ticket. */
    public TicketDecision.Waits issue(LivePolicy live, AdmitDecision.Queued queued) {
        Ticket ticket = new Ticket(queued.incarnation(), queued.number());
        TicketToken token =
                new TicketToken(ticket, queued.atMicros(), queued.atMicros(), 0, Long.MAX_VALUE - 1, false, false);
        return waits(live, token, room.view(live), Standing.WAITING);
    }

    /** A ticket asks for its turn. */
    public Mono<TicketDecision> ask(LivePolicy live, TicketToken shown) {
        return Mono.defer(() -> {
            TicketToken token = shown.rebased(clock);
            long now = clock.nowMicros();
            if (Turn.gone(live.policy(), token, now) || left.getIfPresent(new Key(live.id(), token.ticket())) != null) {
                return Mono.just(new TicketDecision.Worthless());
            }
            RoomView view = room.view(live);
            boolean called = view.isCalled(token.ticket());
            boolean known = view.incarnation() == token.ticket().incarnation() && !view.isRecovering();
            // it waits, and the store knows of nobody who does: it may have been given up, which the store knows
            boolean lonely = known && view.waiting() == 0;
            // nothing is known yet of a stream that has tickets: just started, this gateway cannot tell who is called
            boolean blind = view.incarnation() == 0;
            if (!called && (isOpenWithoutStore(live) || lonely || blind)) {
                return claim(live, shown, Turn.attempt(token));
            }
            if (!called) {
                room.present(live, token.ticket());
                return Mono.just(waits(live, token, view, Standing.WAITING));
            }
            Attempt attempt = Turn.attempt(live.policy(), token, now);
            return claim(live, attempt == Attempt.RETURNING ? shown.asReturning() : shown, attempt);
        });
    }

    private Mono<TicketDecision> claim(LivePolicy live, TicketToken token, Attempt attempt) {
        return Mono.fromFuture(room.claim(live, token.ticket(), attempt).toCompletableFuture(), true)
                .publishOn(answers)
                // once and only now, for the store's clock may have been set meanwhile
                .map(answer -> decide(live, token.rebased(clock), room.view(live), answer));
    }

    /** Gives a ticket up: it is worth nothing here at once, through other gateways when it is called at the latest. */
    public Mono<Void> leave(LivePolicy live, TicketToken token) {
        return Mono.defer(() -> {
            left.put(new Key(live.id(), token.ticket()), true);
            return Mono.fromFuture(room.leave(live, token.ticket()).toCompletableFuture(), true);
        });
    }

    /** Gives up a ticket that nobody will have. */
    public void forget(LivePolicy live, Ticket ticket) {
        room.leave(live, ticket);
    }

    /** When somebody who got neither slot nor ticket may try again. */
    public Duration retryAfter(LivePolicy live, Refusal reason) {
        RoomView view = room.view(live);
        boolean full = reason == Refusal.FULL || reason == Refusal.REJECT;
        long position = full ? view.waiting() + view.eligible() + 1 : BREATH;
        return Turn.nextPoll(live.policy(), position, Turn.rate(view), random.nextDouble());
    }

    /** Whether the store does not answer, so that nobody knows of room. */
    public boolean isStoreLost() {
        return health.mode() == StoreMode.LOST;
    }

    private boolean isOpenWithoutStore(LivePolicy live) {
        return isStoreLost() && AdmissionMode.isOpenWithoutStore(live.policy());
    }

    /** Whether nobody enters for the moment, because the store lost its state. */
    public boolean isRecovering(LivePolicy live) {
        return room.view(live).isRecovering();
    }

    /** The ticket of somebody who listened until lately, and whose slot is gone. */
    public TicketToken ofReturner(Ticket ticket) {
        long now = clock.nowMicros();
        return new TicketToken(ticket, now, now, 0, Long.MAX_VALUE - 1, true, true);
    }

    /** Whether a stream shows room for one more at once, without asking the store; true while nothing is known. */
    public boolean hasRoom(LivePolicy live) {
        RoomView view = room.view(live);
        if (isOpenWithoutStore(live)) {
            return true;
        }
        if (view.isRecovering()) {
            return false;
        }
        return switch (live.policy().gate()) {
            case OPEN -> true;
            case HOLD, MAINTENANCE -> false;
            case AUTO, REJECT ->
                view.incarnation() == 0
                        || (view.active() + view.eligible() < live.policy().capacity() && view.waiting() == 0);
        };
    }

    private TicketDecision decide(LivePolicy live, TicketToken token, RoomView view, ClaimDecision answer) {
        if (answer instanceof ClaimDecision.Granted granted) {
            meters.claimed(live.id());
            TicketDecision.Enters enters = new TicketDecision.Enters(granted.slot(), granted.acceptedAtMicros());
            given.put(new Key(live.id(), token.ticket()), enters);
            return enters;
        }
        if (answer instanceof ClaimDecision.NotYet) {
            Optional<TicketDecision.Enters> again = again(live, token);
            return again.isPresent() ? again.get() : waits(live, token.asTold(), view, Standing.CALLED);
        }
        if (answer instanceof ClaimDecision.NotCalled) {
            return waits(live, token, view, Standing.WAITING);
        }
        if (answer instanceof ClaimDecision.StoreLost) {
            if (!view.isCalled(token.ticket())) {
                room.present(live, token.ticket());
            }
            return waits(live, token, view, Standing.STORE_LOST);
        }
        return new TicketDecision.Worthless();
    }

    /**
     * What the ticket was given here a moment ago: its answer was lost, or two tabs ask. The store says that it has not been
     * confirmed, and gives no second slot until nobody could confirm the first any more.
     */
    private Optional<TicketDecision.Enters> again(LivePolicy live, TicketToken token) {
        long first = live.policy().firstLease().toNanos() / 1_000;
        return Optional.ofNullable(given.getIfPresent(new Key(live.id(), token.ticket())))
                .filter(enters -> clock.nowMicros() - clock.rebased(enters.acceptedAtMicros()) < first);
    }

    private TicketDecision.Waits waits(LivePolicy live, TicketToken token, RoomView view, Standing reason) {
        long now = clock.nowMicros();
        long ahead = Math.max(0, Math.min(view.ahead(token.ticket().number()), token.position() - 1));
        Standing standing = standing(live, view, reason);
        double rate = reason == Standing.CALLED ? Turn.entries(view) : Turn.rate(view);
        boolean moving = standing == Standing.WAITING || standing == Standing.CALLED;
        Place place = new Place(standing, ahead + 1, ahead, moving ? Turn.wait(ahead + 1, rate) : null);
        Duration interval = reason == Standing.WAITING
                ? Turn.nextPoll(live.policy(), ahead + 1, rate, random.nextDouble())
                : Turn.nextPoll(live.policy(), 1, rate, random.nextDouble());
        TicketToken next = token.polled(now, interval.toNanos() / 1_000, ahead + 1);
        Instant nextPollAt =
                Instant.EPOCH.plus(now, ChronoUnit.MICROS).plus(interval).truncatedTo(ChronoUnit.MILLIS);
        return new TicketDecision.Waits(next, place, interval, nextPollAt);
    }

    private Standing standing(LivePolicy live, RoomView view, Standing reason) {
        return switch (live.policy().gate()) {
            case HOLD -> Standing.HOLD;
            case REJECT -> Standing.REJECT;
            case MAINTENANCE -> Standing.MAINTENANCE;
            case OPEN, AUTO -> {
                if (health.mode() == StoreMode.LOST) {
                    yield Standing.STORE_LOST;
                }
                yield view.isRecovering() ? Standing.RECOVERING : reason;
            }
        };
    }
}
