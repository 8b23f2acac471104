package dev.sluice.redis.stream;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.time.Ticker;
import dev.sluice.redis.admission.Acceptance;
import dev.sluice.redis.admission.AdmissionMode;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.admission.SlotLedger;
import dev.sluice.redis.policy.NodeRegistry;
import dev.sluice.redis.store.RedisStore;
import dev.sluice.redis.store.StoreMode;
import dev.sluice.redis.waitingroom.Attempt;
import dev.sluice.redis.waitingroom.ClaimDecision;
import dev.sluice.redis.waitingroom.RoomView;
import dev.sluice.redis.waitingroom.Ticket;
import dev.sluice.redis.waitingroom.WaitingRoom;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The streams of this node, each made when it is first asked for. */
final class RedisStreams implements SlotLedger, WaitingRoom {

    private static final Logger LOG = LoggerFactory.getLogger(RedisStreams.class);

    private static final int PROBES = 16;

    private final RedisStore store;
    private final ScheduledExecutorService timer;
    private final Ticker ticker;
    private final NodeRegistry nodes;
    private final Map<StreamId, Known> first;
    private final Redelivery redelivery;
    private final Losses losses;
    private final Burial burial;
    /** Session numbers that no store gave: of a chunk of this node's own, beyond those of any incarnation until 2072. */
    private final AtomicLong unknown =
            new AtomicLong((3L << 30 | new SecureRandom().nextInt(1 << 30)) * StreamKeys.CHUNK);

    private final Map<StreamId, RedisStream> streams = new ConcurrentHashMap<>();
    private final Set<StreamId> recovering = ConcurrentHashMap.newKeySet();

    /** @param first what was known of the streams before this node's start */
    RedisStreams(
            RedisStore store,
            ScheduledExecutorService timer,
            Ticker ticker,
            NodeRegistry nodes,
            Map<StreamId, Known> first) {
        this.first = new ConcurrentHashMap<>(first);
        this.store = store;
        this.timer = timer;
        this.ticker = ticker;
        this.nodes = nodes;
        this.redelivery = new Redelivery(ticker);
        this.losses = new Losses(ticker);
        this.burial = new Burial(store);
        store.expect(StreamScripts.ALL);
    }

    @Override
    public CompletionStage<AdmitDecision> admit(LivePolicy policy) {
        nodes.touch(policy.id());
        RedisStream stream = stream(policy);
        return stream.admit()
                .thenApply(decision ->
                        decision instanceof AdmitDecision.StoreLost && AdmissionMode.isOpenWithoutStore(policy.policy())
                                ? new AdmitDecision.Granted(
                                        Slot.nowhere(stream.calls().known().incarnation(), unknown.getAndIncrement()),
                                        store.nowMicros())
                                : decision);
    }

    @Override
    public CompletionStage<RenewDecision> renew(LivePolicy policy, Slot slot, Renewal renewal, Acceptance last) {
        nodes.touch(policy.id());
        return stream(policy).renew(new Renewals.Entry(slot, renewal, last)).thenApply(decision -> {
            if (decision instanceof RenewDecision.StoreLost) {
                redelivery.renewalLost(policy, new Renewals.Entry(slot, renewal, withoutStore(policy, renewal, last)));
            }
            return decision;
        });
    }

    /** Whoever was accepted in time is served on without the store: that is an acceptance, too. */
    private Acceptance withoutStore(LivePolicy policy, Renewal renewal, Acceptance last) {
        long now = store.nowMicros();
        Duration promised = renewal == Renewal.CONFIRM
                ? policy.policy().firstLease()
                : policy.policy().lease();
        return now - store.rebased(last.atMicros()) < promised.toNanos() / 1_000 ? new Acceptance(now, true) : last;
    }

    @Override
    public CompletionStage<Void> release(LivePolicy policy, Slot slot) {
        Releases.Entry left = new Releases.Entry(slot, Releases.Kind.LEFT);
        stream(policy).departs(left);
        return giveBack(policy, left);
    }

    @Override
    public void present(LivePolicy policy, Ticket ticket) {
        nodes.touch(policy.id());
        stream(policy).present(ticket);
    }

    @Override
    public CompletionStage<ClaimDecision> claim(LivePolicy policy, Ticket ticket, Attempt attempt) {
        nodes.touch(policy.id());
        return stream(policy)
                .claim(new Claims.Claim(ticket, attempt))
                .thenApply(decision ->
                        decision instanceof ClaimDecision.StoreLost && AdmissionMode.isOpenWithoutStore(policy.policy())
                                ? new ClaimDecision.Granted(
                                        Slot.nowhere(ticket.incarnation(), ticket.number()), store.nowMicros())
                                : decision);
    }

    @Override
    public CompletionStage<Void> leave(LivePolicy policy, Ticket ticket) {
        Slot none = new Slot(ticket.incarnation(), 0, 0, ticket.number());
        return giveBack(policy, new Releases.Entry(none, Releases.Kind.TICKET));
    }

    @Override
    public RoomView view(LivePolicy policy) {
        return stream(policy).view();
    }

    /** Whether nobody is in a stream's queue, by a copy that asking for keeps fresh. */
    boolean isQueueEmpty(LivePolicy policy) {
        RedisStream stream = stream(policy);
        RoomView view = stream.view();
        return stream.calls().isUntouched()
                || (view.incarnation() != 0 && !view.isRecovering() && view.waiting() == 0 && view.eligible() == 0);
    }

    @Override
    public CompletionStage<RoomView> look(LivePolicy policy) {
        RedisStream stream = stream(policy);
        return stream.refreshView().handle((done, failure) -> stream.view());
    }

    /** What this node knows of its streams, and of those that it had to do with before its start. */
    Map<StreamId, Known> known() {
        Map<StreamId, Known> all = new HashMap<>(first);
        streams.forEach((id, stream) -> all.put(id, stream.calls().known()));
        all.values().removeIf(known -> known.incarnation() == 0);
        return all;
    }

    @Override
    public Era era(LivePolicy policy, long incarnation) {
        if (policy.above().equals(Revision.NONE)) {
            return Era.THIS;
        }
        Known known = stream(policy).calls().known();
        if (known.incarnation() == 0) {
            return Era.UNKNOWN;
        }
        return incarnation > 0 && incarnation < known.since() ? Era.EARLIER : Era.THIS;
    }

    /** Keeps nothing of a stream that was deleted. */
    void forget(StreamId id) {
        first.remove(id);
        streams.remove(id);
        recovering.remove(id);
    }

    /** Takes away what Redis has of a deleted stream; whether nothing is left. */
    CompletionStage<Boolean> bury(StreamId id, Revision deletion) {
        return burial.of(id, deletion);
    }

    /** The streams that this node has to do with. */
    Collection<RedisStream> all() {
        return streams.values();
    }

    RedisStream stream(LivePolicy policy) {
        RedisStream stream = streams.computeIfAbsent(policy.id(), id -> made(policy));
        stream.calls().adopt(policy);
        return stream;
    }

    private RedisStream made(LivePolicy policy) {
        RedisStream made = new RedisStream(
                policy,
                store,
                timer,
                ticker,
                first.getOrDefault(policy.id(), Known.NOTHING),
                undelivered -> giveBack(policy, undelivered));
        made.calls().afterLoss(() -> {
            tell(made.calls());
            recovering.add(policy.id());
            made.departures().forEach(departure -> giveBack(made.calls().policy(), departure));
        });
        return made;
    }

    /** A store loses the state of all streams at once: that is one line, however many they are. */
    private void tell(StreamCalls lost) {
        LOG.atLevel(losses.isFirst() ? Level.WARN : Level.DEBUG)
                .log(
                        "Redis lost the state of stream {}, or was started again and may have lost of it: incarnation {} begins."
                                + " Listeners go on and keep their slots; who waits keeps the place; nobody is let in for {} s"
                                + " more, until it is known who has one. Other streams are logged at DEBUG.",
                        lost.policy().id(),
                        lost.head().incarnation(),
                        Duration.ofMillis(lost.head().recoveryMillis()).toSeconds());
    }

    /** Says once that the last of the streams whose state was lost is restored; looking keeps their copies fresh. */
    void tellRestored() {
        boolean some = recovering.removeIf(id -> !streams.containsKey(id)
                || !requireNonNull(streams.get(id)).view().isRecovering());
        if (some && recovering.isEmpty()) {
            LOG.info(
                    "Who had a slot or a place before Redis lost its state is known again: newcomers are let in, and those"
                            + " who wait are called, as before.");
        }
    }

    /** Sends again what Redis did not take; while it does not answer, no more than tells whether it does again. */
    void redeliver() {
        redelivery
                .take(store.mode() == StoreMode.LOST ? PROBES : Integer.MAX_VALUE)
                .forEach(lost -> {
                    RedisStream stream = stream(lost.policy());
                    CompletionStage<Boolean> taken = lost.kind() == Redelivery.Kind.RELEASE
                            ? stream.release(lost.release())
                            : stream.renew(lost.renewal())
                                    .thenApply(decision -> !(decision instanceof RenewDecision.StoreLost));
                    taken.thenAccept(done -> {
                        if (!done) {
                            redelivery.restore(lost);
                        }
                    });
                });
    }

    private CompletionStage<Void> giveBack(LivePolicy policy, Releases.Entry entry) {
        return stream(policy).release(entry).thenCompose(taken -> {
            if (!taken) {
                redelivery.releaseLost(policy, entry);
            }
            return CompletableFuture.completedFuture(null);
        });
    }
}
