package dev.sluice.admin.node;

import dev.sluice.config.policy.Revision;
import dev.sluice.config.time.Ticker;
import dev.sluice.redis.policy.NodeRegistry;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Waits until all gateways that are heard of run a revision, for a second at most. */
public final class AppliedWatch {

    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration BETWEEN = Duration.ofMillis(10);

    private final NodeRegistry nodes;
    private final Ticker ticker;

    /** Asks the registry over and over. */
    public AppliedWatch(NodeRegistry nodes, Ticker ticker) {
        this.nodes = nodes;
        this.ticker = ticker;
    }

    /** Who runs it, as soon as all do or the second is over. */
    public Mono<Applied> await(Revision revision) {
        return Mono.defer(() -> {
            long end = ticker.nanos() + LONGEST.toNanos();
            return Mono.fromCompletionStage(nodes::refresh)
                    .then(Mono.defer(() -> {
                        Applied now = Applied.of(nodes, revision);
                        return now.isByAll() || ticker.nanos() - end >= 0 ? Mono.just(now) : Mono.<Applied>empty();
                    }))
                    .repeatWhenEmpty(rounds -> rounds.delayElements(BETWEEN));
        });
    }
}
