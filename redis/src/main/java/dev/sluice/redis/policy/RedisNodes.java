package dev.sluice.redis.policy;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.time.Ticker;
import dev.sluice.redis.store.Keys;
import dev.sluice.redis.store.RedisStore;
import dev.sluice.redis.store.Script;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** The registry over Redis: one script call a heartbeat tells and asks everything. */
final class RedisNodes implements NodeRegistry {

    private static final Script BEAT = Script.of(RedisNodes.class, "beat", "run");
    private static final Script LEAVE = Script.of(RedisNodes.class, "leave");
    private static final long OWNER_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long TOUCH_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** What this node tells about policies, and what it wants to hear. */
    interface Sync {
        /** The revision that this node runs. */
        Revision applied();

        /** Some node writes keys of a later layout than this one's. */
        default void newerLayout(long layout) {}

        /** The store answered: this is its revision, {@link Revision#NONE} when it has none. */
        void stored(Revision revision);
    }

    private final RedisStore store;
    private final Ticker ticker;
    private final NodeIdentity identity;
    private final Sync sync;
    private final AtomicReference<Heartbeat> last;
    private final Map<StreamId, Long> touched = new ConcurrentHashMap<>();
    private final Set<StreamId> vacant = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean leaving = new AtomicBoolean();
    private final Coalesced beats = new Coalesced(this::beat);

    RedisNodes(RedisStore store, Ticker ticker, NodeIdentity identity, Sync sync) {
        this.store = store;
        this.ticker = ticker;
        this.identity = identity;
        this.sync = sync;
        this.last = new AtomicReference<>(Heartbeat.none(ticker.nanos() - 2 * OWNER_NANOS));
        store.expect(List.of(BEAT, LEAVE));
    }

    @Override
    public String self() {
        return identity.id();
    }

    @Override
    public Collection<LiveNode> nodes() {
        return heard().nodes(ticker.nanos());
    }

    @Override
    public Collection<LiveNode> silent() {
        return heard().silent(ticker.nanos());
    }

    @Override
    public boolean owns(StreamId id) {
        Heartbeat heard = heard();
        return identity.kind() == NodeKind.GATEWAY
                && ticker.nanos() - heard.atNanos() < OWNER_NANOS
                && heard.owner(id).filter(identity.id()::equals).isPresent();
    }

    @Override
    public void touch(StreamId id) {
        touched.put(id, ticker.nanos());
    }

    @Override
    public void vacant(StreamId id) {
        vacant.add(id);
    }

    @Override
    public Set<StreamId> occupied() {
        return heard().occupied();
    }

    /**
     * {@inheritDoc}
     *
     * <p>One heartbeat is under way at a time; who asks meanwhile gets the one after it, which tells what they know.
     */
    @Override
    public CompletionStage<Void> refresh() {
        return beats.run();
    }

    /** A heartbeat, unless one is under way. */
    void tick() {
        beats.runIfIdle();
    }

    /** From now on this node is one of all, from its next heartbeat on. */
    void arrive() {
        leaving.set(false);
    }

    /**
     * Says goodbye to the others once a heartbeat that is under way is over: none follows. Completes normally in any case; if
     * the store is lost, the others see that it is silent.
     */
    CompletionStage<Void> leave() {
        leaving.set(true);
        return beats.run();
    }

    private CompletionStage<?> beat() {
        if (leaving.get()) {
            return store.call(LEAVE, PolicyKeys.OF_NODES, List.of(bytes(store.notAfterMicros()), bytes(identity.id())));
        }
        Heartbeat known = heard();
        long started = ticker.nanos();
        Set<StreamId> gone = gone(started);
        List<StreamId> come = come(known, started);
        return store.call(BEAT, PolicyKeys.OF_NODES, arguments(known, gone, come))
                .whenComplete((reply, failure) -> {
                    if (reply != null && answered(known, reply, started)) {
                        vacant.removeAll(gone);
                    }
                });
    }

    private Heartbeat heard() {
        return requireNonNull(last.get());
    }

    private Set<StreamId> gone(long nowNanos) {
        Set<StreamId> gone = new HashSet<>(vacant);
        touched.forEach((id, at) -> {
            if (nowNanos - at < TOUCH_NANOS && gone.remove(id)) {
                vacant.remove(id);
            }
        });
        return gone;
    }

    /** Streams touched lately that the set lacks. Those of an earlier touch are forgotten here. */
    private List<StreamId> come(Heartbeat known, long nowNanos) {
        List<StreamId> come = new ArrayList<>();
        touched.forEach((id, at) -> {
            if (nowNanos - at >= TOUCH_NANOS) {
                touched.remove(id, at);
            } else if (!known.occupied().contains(id)) {
                come.add(id);
            }
        });
        return come;
    }

    private List<byte[]> arguments(Heartbeat known, Set<StreamId> gone, List<StreamId> come) {
        Revision applied = sync.applied();
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(bytes(store.notAfterMicros()));
        arguments.add(bytes(identity.id()));
        arguments.add(bytes(identity.kind() == NodeKind.GATEWAY ? "gateway" : "admin"));
        arguments.add(bytes(applied.epoch()));
        arguments.add(bytes(applied.number()));
        arguments.add(bytes(store.mode() + " " + identity.version()));
        arguments.add(bytes(known.occupiedVersion()));
        arguments.add(bytes(Keys.LAYOUT));
        arguments.add(bytes(gone.size()));
        gone.forEach(id -> arguments.add(bytes(id)));
        come.forEach(id -> arguments.add(bytes(id)));
        return arguments;
    }

    private boolean answered(Heartbeat known, List<Object> reply, long startedNanos) {
        Reply beat = new Reply(reply);
        if (!beat.isOk()) {
            return false;
        }
        last.set(Heartbeat.read(known, beat, startedNanos));
        if (beat.number(7) > Keys.LAYOUT) {
            sync.newerLayout(beat.number(7));
        }
        sync.stored(new Revision(beat.number(2), beat.number(3)));
        return true;
    }

    private static byte[] bytes(Object value) {
        return String.valueOf(value).getBytes(StandardCharsets.UTF_8);
    }
}
