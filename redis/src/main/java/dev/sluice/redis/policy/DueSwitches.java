package dev.sluice.redis.policy;

import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.time.Ticker;
import dev.sluice.redis.store.StoreClock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends events whose time has come, by the store's clock, and takes tails off once their queue is empty. Every node
 * tries the first, the stream's owner the second; a compare-and-set decides, so that each happens once.
 */
final class DueSwitches {

    private static final Logger LOG = LoggerFactory.getLogger(DueSwitches.class);
    /** A queue has to be empty for as long as a gateway's copy of it may be old, and a bit. */
    private static final long EMPTY_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final RedisPolicies policies;
    private final PolicyAdmin admin;
    private final NodeRegistry nodes;
    private final StoreClock clock;
    private final Ticker ticker;
    private final QueueWatch queues;
    private final Map<StreamId, Long> emptySince = new ConcurrentHashMap<>();
    private final Set<StreamId> underWay = ConcurrentHashMap.newKeySet();

    DueSwitches(RedisPolicies policies, PolicyAdmin admin, NodeRegistry nodes, Clocks clocks, QueueWatch queues) {
        this.policies = policies;
        this.admin = admin;
        this.nodes = nodes;
        this.clock = clocks.store();
        this.ticker = clocks.own();
        this.queues = queues;
    }

    /** The store's clock and the node's. */
    record Clocks(StoreClock store, Ticker own) {}

    /** Looks at all streams once. Never blocks. */
    void tick() {
        PolicySnapshot now = policies.now();
        Instant time = Instant.EPOCH.plus(clock.nowMicros(), ChronoUnit.MICROS);
        for (StreamDocument document : now.documents().values()) {
            boolean isDue = document.eventMode()
                    .flatMap(EventMode::until)
                    .filter(until -> !until.isAfter(time))
                    .isPresent();
            if (isDue) {
                write(document, "event-over", found -> found.withEventOver(now.overlays()));
            } else if (document.tail().isPresent() && isEmptyForLong(document.id())) {
                write(document, "tail-over", StreamDocument::released);
            }
        }
    }

    private boolean isEmptyForLong(StreamId id) {
        if (!nodes.owns(id) || !queues.isEmpty(id)) {
            emptySince.remove(id);
            return false;
        }
        long now = ticker.nanos();
        return now - emptySince.computeIfAbsent(id, first -> now) >= EMPTY_NANOS;
    }

    private void write(StreamDocument document, String action, UnaryOperator<StreamDocument> edit) {
        if (!underWay.add(document.id())) {
            return;
        }
        Precondition asFound = new Precondition.At(document.revision());
        Consumer<WriteDecision.Written> wrote =
                written -> AuditLog.wrote(AuditLog.NO_KEY, action, written, admin.overlays());
        admin.write(document.id(), asFound, found -> new Checked.Valid<>(edit.apply(found)), wrote)
                .whenComplete((decision, failure) -> {
                    underWay.remove(document.id());
                    emptySince.remove(document.id());
                    if (decision instanceof WriteDecision.Written written) {
                        wrote.accept(written);
                    } else if (decision instanceof WriteDecision.Invalid invalid) {
                        LOG.error(
                                "Stream {} cannot go back to normal ({}): its policy would be wrong: {}. Correct it by the"
                                        + " admin API.",
                                document.id(),
                                action,
                                invalid.problems());
                    }
                });
    }
}
