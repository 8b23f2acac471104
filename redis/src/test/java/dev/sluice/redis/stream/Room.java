package dev.sluice.redis.stream;

import dev.sluice.config.policy.StreamId;
import dev.sluice.config.time.SystemTicker;
import dev.sluice.redis.admission.Acceptance;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.policy.LiveNode;
import dev.sluice.redis.policy.NodeRegistry;
import dev.sluice.redis.store.RedisStore;
import dev.sluice.redis.store.StoreProperties;
import dev.sluice.redis.waitingroom.Attempt;
import dev.sluice.redis.waitingroom.ClaimDecision;
import dev.sluice.redis.waitingroom.Ticket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.boot.ssl.SslBundle;

/** One gateway's streams over a real Redis, driven step by step: nothing reaps or promotes but the test. */
final class Room implements AutoCloseable, NodeRegistry {

    /** A machine that stalls for a second makes no call late. */
    static final Duration PATIENT = Duration.ofSeconds(4);

    private final Deadlines timer;
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final Set<StreamId> occupied = ConcurrentHashMap.newKeySet();
    final Set<StreamId> vacant = ConcurrentHashMap.newKeySet();
    final RedisStore store;
    final RedisStreams streams;

    Room(URI uri) {
        this(uri, PATIENT);
    }

    Room(URI uri, Duration deadline) {
        this(uri, deadline, Map.of());
    }

    Room(URI uri, Duration deadline, Map<StreamId, Known> known) {
        this(new StoreProperties(uri, deadline, Duration.ofSeconds(2)), Optional.empty(), known);
    }

    Room(StoreProperties properties, Optional<SslBundle> bundle) {
        this(properties, bundle, Map.of());
    }

    private Room(StoreProperties properties, Optional<SslBundle> bundle, Map<StreamId, Known> known) {
        timer = new Deadlines(properties.deadline());
        store = new RedisStore(properties, bundle, new SystemTicker(), timer, registry);
        await(store.connected());
        streams = new RedisStreams(store, timer, new SystemTicker(), this, known);
    }

    List<AdmitDecision> admit(Policy policy, int n) {
        List<CompletionStage<AdmitDecision>> asked = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            asked.add(streams.admit(policy.live()));
        }
        return asked.stream().map(Room::await).toList();
    }

    /** Slots of newcomers who all get in. */
    List<Slot> enter(Policy policy, int n) {
        return admit(policy, n).stream()
                .map(d -> ((AdmitDecision.Granted) d).slot())
                .toList();
    }

    /** Tickets of newcomers who all have to wait. */
    List<Ticket> queue(Policy policy, int n) {
        return admit(policy, n).stream()
                .map(d -> (AdmitDecision.Queued) d)
                .map(q -> new Ticket(q.incarnation(), q.number()))
                .toList();
    }

    RenewDecision renew(Policy policy, Slot slot, Renewal renewal) {
        return renew(policy, slot, renewal, new Acceptance(store.nowMicros(), false));
    }

    RenewDecision renew(Policy policy, Slot slot, Renewal renewal, Acceptance last) {
        return await(streams.renew(policy.live(), slot, renewal, last));
    }

    void renewLater(Policy policy, Slot slot, Renewal renewal) {
        streams.renew(policy.live(), slot, renewal, new Acceptance(store.nowMicros(), false));
    }

    ClaimDecision claim(Policy policy, Ticket ticket, Attempt attempt) {
        return await(streams.claim(policy.live(), ticket, attempt));
    }

    void release(Policy policy, Slot slot) {
        await(streams.release(policy.live(), slot));
    }

    /** Calls a script that takes nothing of its own; its first own answer. */
    long run(Policy policy, dev.sluice.redis.store.Script script) {
        Answer answer = await(streams.stream(policy.live())
                .calls()
                .call(new StreamCalls.Request(script, 0, head -> head.waitingChunks(16), List.of(), late -> {})));
        return ((Answer.Done) answer).number(0);
    }

    long promote(Policy policy) {
        return run(policy, StreamScripts.PROMOTE);
    }

    long reap(Policy policy) {
        return run(policy, StreamScripts.REAP);
    }

    /** Looks at the numbers, as before polls are answered. */
    void look(Policy policy) {
        await(streams.stream(policy.live())
                .calls()
                .call(new StreamCalls.Request(
                        StreamScripts.VIEW, 0, head -> List.of(), List.of(StreamCalls.text(0)), late -> {})));
    }

    Head head(Policy policy) {
        return streams.stream(policy.live()).calls().head();
    }

    /** The next call is over before its answer can be there. */
    void endNextDeadline() {
        timer.endNext.set(true);
    }

    static <T> T await(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** A timer that can end a call's deadline in the moment in which it begins. */
    private static final class Deadlines extends ScheduledThreadPoolExecutor {

        private final AtomicBoolean endNext = new AtomicBoolean();
        private final Duration deadline;

        Deadlines(Duration deadline) {
            super(2);
            this.deadline = deadline;
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            if (unit.toNanos(delay) == deadline.toNanos() && endNext.getAndSet(false)) {
                command.run();
                return super.schedule(() -> {}, 0, unit);
            }
            return super.schedule(command, delay, unit);
        }
    }

    @Override
    public void close() {
        store.close();
        timer.shutdownNow();
    }

    @Override
    public String self() {
        return "test";
    }

    @Override
    public Collection<LiveNode> nodes() {
        return List.of();
    }

    @Override
    public boolean owns(StreamId id) {
        return true;
    }

    @Override
    public void touch(StreamId id) {}

    @Override
    public void vacant(StreamId id) {
        vacant.add(id);
    }

    @Override
    public Set<StreamId> occupied() {
        return occupied;
    }

    @Override
    public CompletionStage<Void> refresh() {
        return CompletableFuture.completedFuture(null);
    }
}
