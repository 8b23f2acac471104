package dev.sluice.redis.stream;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.time.Ticker;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.store.RedisStore;
import dev.sluice.redis.waitingroom.ClaimDecision;
import dev.sluice.redis.waitingroom.RoomView;
import dev.sluice.redis.waitingroom.Ticket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** One stream on this gateway: its batches, its presence marks and its copy of who is present. */
final class RedisStream {

    private static final Batch.Pace JOINS = Batch.Pace.of(8, StreamScripts.NEWCOMERS);
    private static final Batch.Pace CLAIMS = Batch.Pace.of(10, StreamScripts.ENTRIES);
    private static final Batch.Pace RENEWALS = Batch.Pace.of(10, StreamScripts.RENEWALS);
    private static final Batch.Pace RELEASES = Batch.Pace.of(3, StreamScripts.ENTRIES);
    private static final long VIEWED_NANOS = Duration.ofSeconds(10).toNanos();

    private final Ticker ticker;
    private final StreamCalls calls;
    private final Marks marks = new Marks();
    private final Departures departures;
    private final Viewing viewing;
    private final Batch<Long, AdmitDecision> joins;
    private final Batch<Claims.Claim, ClaimDecision> claims;
    private final Batch<Renewals.Entry, RenewDecision> renewals;
    private final Batch<Releases.Entry, Boolean> releases;
    private final AtomicLong viewedNanos;
    private final AtomicReference<Snapshot> view = new AtomicReference<>(Snapshot.UNKNOWN);

    /**
     * A stream of this node.
     *
     * @param first what was known of it before this node's start
     * @param undelivered gives back what a late answer brought
     */
    RedisStream(
            LivePolicy policy,
            RedisStore store,
            ScheduledExecutorService timer,
            Ticker ticker,
            Known first,
            Consumer<Releases.Entry> undelivered) {
        this.ticker = ticker;
        this.departures = new Departures(ticker);
        this.viewedNanos = new AtomicLong(ticker.nanos() - VIEWED_NANOS);
        this.calls = new StreamCalls(policy.id(), store, policy, first);
        calls.afterAnswer(() -> departures.heard(calls.policy().policy().lease()));
        this.viewing = new Viewing(calls);
        Releases giveBack = new Releases(calls);
        this.releases = new Batch<>(RELEASES, timer, giveBack::send);
        Admissions admissions = new Admissions(calls, undelivered);
        this.joins = new Batch<>(JOINS, timer, admissions::send);
        this.claims = new Batch<>(CLAIMS, timer, new Claims(calls, undelivered)::send);
        this.renewals = new Batch<>(RENEWALS, timer, new Renewals(calls, store)::send);
    }

    StreamCalls calls() {
        return calls;
    }

    CompletionStage<AdmitDecision> admit() {
        return joins.add(0L);
    }

    CompletionStage<ClaimDecision> claim(Claims.Claim claim) {
        return claims.add(claim);
    }

    CompletionStage<RenewDecision> renew(Renewals.Entry entry) {
        return renewals.add(entry);
    }

    /** A listener leaves by its own decision: that is remembered for a lease in which Redis answers. */
    void departs(Releases.Entry entry) {
        departures.note(entry);
    }

    /** Whether Redis has it. */
    CompletionStage<Boolean> release(Releases.Entry entry) {
        return releases.add(entry);
    }

    /** What was given back within a lease before the last answer of Redis, and since. */
    List<Releases.Entry> departures() {
        return departures.all();
    }

    /** Whether nothing is remembered that only an answer of Redis lets go. */
    boolean hasNoDepartures() {
        return departures.isEmpty();
    }

    void present(Ticket ticket) {
        marks.add(ticket.incarnation(), ticket.number());
    }

    RoomView view() {
        viewedNanos.set(ticker.nanos());
        Snapshot copy = requireNonNull(view.get());
        Head head = calls.head();
        // of a stream that nobody was in yet, the policy is all there is to know
        return new Snapshot(
                head.incarnation() == 0 ? Head.of(calls.policy().policy()) : head, copy.taken(), copy.presence());
    }

    boolean isViewed() {
        return ticker.nanos() - viewedNanos.get() < VIEWED_NANOS;
    }

    /** Sends the marks that rested for a round; what cannot be sent is sent with the next. */
    void sendMarks() {
        if (marks.isEmpty()) {
            return;
        }
        for (Marks.Load load : marks.take()) {
            long incarnation = calls.telling(load.incarnations());
            List<byte[]> args = load.chunks().stream().map(Marks.Chunk::marks).toList();
            List<Long> chunks = load.chunks().stream().map(Marks.Chunk::chunk).toList();
            calls.call(new StreamCalls.Request(StreamScripts.PRESENCE, incarnation, head -> chunks, args, late -> {}))
                    .thenAccept(answer -> {
                        if (answer instanceof Answer.Lost) {
                            marks.restore(load);
                        }
                    });
        }
    }

    /** Makes a new copy of who is present. */
    CompletionStage<Void> refreshView() {
        return viewing.copy().thenAccept(copy -> copy.ifPresent(view::set));
    }
}
