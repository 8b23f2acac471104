package dev.sluice.redis.stream;

import dev.sluice.config.policy.StreamId;
import dev.sluice.config.time.Ticker;
import dev.sluice.redis.policy.NodeRegistry;
import dev.sluice.redis.policy.Policies;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be done for a stream though nobody asks: every node sends its presence marks and keeps its copies fresh; the
 * one that owns a stream reaps and promotes it. Two owners for a moment do no harm: the scripts themselves keep to their
 * pace and order.
 */
final class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final long ROUND_MILLIS = 100;
    /** A stream's clock crawls when nobody calls: it makes at most a second a call. */
    private static final long IDLE_MILLIS = 500;

    private static final long PIECE = 4_096;

    private final RedisStreams streams;
    private final NodeRegistry nodes;
    private final Policies policies;
    private final Ticker ticker;
    private final Graves graves;
    private final Map<StreamId, Due> due = new ConcurrentHashMap<>();

    /** When, in nanoseconds of the ticker, this node next does what for a stream. */
    private record Due(long reapNanos, long viewNanos) {}

    Housekeeping(RedisStreams streams, NodeRegistry nodes, Policies policies, Ticker ticker) {
        this.streams = streams;
        this.nodes = nodes;
        this.policies = policies;
        this.ticker = ticker;
        this.graves = new Graves(streams, nodes, ticker);
    }

    void start(ScheduledExecutorService timer) {
        policies.onChange(graves::look);
        graves.look(policies);
        timer.scheduleWithFixedDelay(this::round, ROUND_MILLIS, ROUND_MILLIS, TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(this::send, 250, 250, TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(this::redeliver, 1, 1, TimeUnit.SECONDS);
    }

    private void round() {
        try {
            for (StreamId id : nodes.occupied()) {
                policies.find(id).ifPresent(policy -> keep(id, streams.stream(policy)));
            }
            graves.round();
            for (RedisStream stream : streams.all()) {
                view(stream);
            }
            streams.tellRestored();
        } catch (RuntimeException e) {
            LOG.error("Housekeeping of the streams failed; it goes on with the next round", e);
        }
    }

    private void keep(StreamId id, RedisStream stream) {
        if (!nodes.owns(id)) {
            return;
        }
        Head head = stream.calls().head();
        if (head.present() > 0) {
            stream.calls().call(promote());
        }
        Due now = due.computeIfAbsent(id, key -> new Due(ticker.nanos(), ticker.nanos()));
        if (ticker.nanos() - now.reapNanos() < 0) {
            return;
        }
        // each piece within a quarter lease; at least every half second, for the stream's clock
        long pieces = Math.max(1, head.size() / PIECE);
        long quarter = stream.calls().policy().policy().lease().toMillis() / 4;
        long calls = Math.max(1, pieces * ROUND_MILLIS / Math.max(1, quarter) + 1);
        for (long i = 0; i < calls; i++) {
            stream.calls()
                    .call(new StreamCalls.Request(StreamScripts.REAP, 0, h -> List.of(), List.of(), late -> {}))
                    .thenAccept(answer -> {
                        if (answer instanceof Answer.Done done
                                && !done.head().isRecovering()
                                && done.head().used() == 0
                                && done.head().present() == 0) {
                            nodes.vacant(id);
                        }
                    });
        }
        long next = pieces == 1 ? IDLE_MILLIS : ROUND_MILLIS;
        due.put(id, new Due(ticker.nanos() + Duration.ofMillis(next).toNanos(), now.viewNanos()));
    }

    private void view(RedisStream stream) {
        StreamId id = stream.calls().policy().id();
        Head head = stream.calls().head();
        boolean anybody = nodes.occupied().contains(id) || head.used() > 0 || head.present() > 0;
        if (!anybody && !stream.isViewed() && stream.hasNoDepartures()) {
            return;
        }
        Due now = due.computeIfAbsent(id, key -> new Due(ticker.nanos(), ticker.nanos()));
        if (ticker.nanos() - now.viewNanos() >= 0) {
            due.put(
                    id,
                    new Due(
                            now.reapNanos(),
                            ticker.nanos() + Duration.ofMillis(900).toNanos()));
            stream.refreshView();
        }
    }

    private static StreamCalls.Request promote() {
        return new StreamCalls.Request(StreamScripts.PROMOTE, 0, head -> head.waitingChunks(16), List.of(), late -> {});
    }

    private void send() {
        try {
            streams.all().forEach(RedisStream::sendMarks);
        } catch (RuntimeException e) {
            LOG.error("Sending presence marks failed; it goes on with the next round", e);
        }
    }

    private void redeliver() {
        try {
            streams.redeliver();
        } catch (RuntimeException e) {
            LOG.error("Sending again what Redis did not take failed; it goes on with the next round", e);
        }
    }
}
