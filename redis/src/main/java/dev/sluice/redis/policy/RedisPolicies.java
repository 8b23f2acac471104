package dev.sluice.redis.policy;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies as the store has them: fetched when a revision is announced, or seen in a heartbeat's answer. A node
 * that knows a higher revision than the store writes it back: the store lost it.
 */
final class RedisPolicies implements Policies, RedisNodes.Sync {

    private static final Logger LOG = LoggerFactory.getLogger(RedisPolicies.class);

    private final RedisDocuments documents;
    private final LastGoodPolicy disk;
    private final Executor executor;
    private final Grace grace;
    private final AtomicReference<PolicySnapshot> snapshot;
    private final List<Consumer<Policies>> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> reporters = new CopyOnWriteArrayList<>();
    private final List<LongConsumer> layouts = new CopyOnWriteArrayList<>();
    private final Coalesced fetches = new Coalesced(this::fetch);
    private final Coalesced restorations = new Coalesced(this::restore);

    /**
     * Starts with what is known without the store.
     *
     * @param executor runs listeners and writes to the disk, one after the other
     */
    RedisPolicies(RedisDocuments documents, LastGoodPolicy disk, PolicySnapshot first, Executor executor, Grace grace) {
        this.documents = documents;
        this.disk = disk;
        this.executor = executor;
        this.grace = grace;
        this.snapshot = new AtomicReference<>(first);
    }

    /** Begins to listen to announcements. */
    void start() {
        documents.onAnnounced(this::stored);
    }

    @Override
    public Optional<LivePolicy> find(StreamId id) {
        return Optional.ofNullable(now().live().get(id));
    }

    @Override
    public Collection<LivePolicy> all() {
        return now().live().values();
    }

    @Override
    public Map<StreamId, Revision> deleted() {
        return now().deleted();
    }

    @Override
    public Revision revision() {
        return now().revision();
    }

    @Override
    public void onChange(Consumer<Policies> listener) {
        listeners.add(listener);
    }

    /** Calls {@code reporter} after all listeners of a change are through: the node now runs it. */
    void onApplied(Runnable reporter) {
        reporters.add(reporter);
    }

    /** Calls {@code listener} with each heartbeat that tells of a later layout of keys than this node's. */
    void onNewerLayout(LongConsumer listener) {
        layouts.add(listener);
    }

    @Override
    public void newerLayout(long layout) {
        layouts.forEach(listener -> listener.accept(layout));
    }

    @Override
    public Revision applied() {
        return revision();
    }

    @Override
    public void stored(Revision stored) {
        int order = stored.compareTo(revision());
        if (order > 0) {
            // also while one runs: it may have asked too early to see this
            fetches.run();
        } else if (order < 0) {
            // news may be stale: what the store has, only asking it tells
            fetches.runIfIdle();
        }
    }

    /** Whether there is anything to run: a revision of the store, or streams of the node's own file. */
    boolean hasAny() {
        PolicySnapshot known = now();
        return known.revision().compareTo(Revision.NONE) > 0 || !known.live().isEmpty();
    }

    /** What this node runs. */
    PolicySnapshot now() {
        return requireNonNull(snapshot.get());
    }

    /** Fetches what changed; completes normally, whether the store answered or not. */
    CompletionStage<Void> refresh() {
        return fetches.run();
    }

    private CompletionStage<?> fetch() {
        PolicySnapshot known = now();
        return documents.since(known.revision()).thenCompose(stored -> {
            int order = stored.revision().compareTo(known.revision());
            if (order > 0) {
                boolean isSameEpoch =
                        stored.revision().epoch() == known.revision().epoch();
                apply(
                        known,
                        isSameEpoch
                                ? known.with(stored.revision(), stored.changes())
                                : known.replacedBy(stored.revision(), stored.changes()));
            }
            if (stored.revision().equals(Revision.NONE) && known.revision().equals(Revision.NONE)) {
                grace.empty();
            }
            if (order < 0) {
                grace.lost();
                return restorations.run();
            }
            return CompletableFuture.completedFuture(null);
        });
    }

    private CompletionStage<?> restore() {
        PolicySnapshot known = now();
        return documents.restore(known).thenAccept(restored -> {
            if (restored) {
                LOG.warn(
                        "Redis had lost the policies. Revision {} with {} streams was written back.",
                        known.revision(),
                        known.present().size());
            }
        });
    }

    /** Only {@link #fetch} changes what is in force, and one runs at a time. */
    private void apply(PolicySnapshot before, PolicySnapshot next) {
        snapshot.set(next);
        next.refused().forEach((id, problems) -> {
            if (!problems.equals(before.refused().get(id))) {
                LOG.error(
                        "The policy of stream {} at revision {} is wrong: {}. {}",
                        id,
                        next.revision(),
                        problems,
                        next.live().containsKey(id) ? "The one before stays in force." : "The stream is not served.");
            }
        });
        LOG.info(
                "Policy revision {} is in force, with {} streams.",
                next.revision(),
                next.live().size());
        // one task each: a listener that fails keeps neither the others nor the disk from theirs
        listeners.forEach(listener -> executor.execute(() -> listener.accept(this)));
        reporters.forEach(executor::execute);
        executor.execute(() -> disk.write(next));
    }
}
