package dev.sluice.redis.policy;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Ten times a second: a heartbeat, and a look at what is due; in the end, a goodbye. */
final class PolicyRounds implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyRounds.class);
    private static final long EVERY_MILLIS = 100;

    private final RedisPolicies policies;
    private final RedisNodes nodes;
    private final DueSwitches switches;
    private final ScheduledExecutorService timer;
    private final AtomicReference<Optional<Future<?>>> rounds = new AtomicReference<>(Optional.empty());

    PolicyRounds(RedisPolicies policies, RedisNodes nodes, DueSwitches switches, ScheduledExecutorService timer) {
        this.policies = policies;
        this.nodes = nodes;
        this.switches = switches;
        this.timer = timer;
    }

    @Override
    public void start() {
        nodes.arrive();
        policies.onApplied(nodes::refresh);
        policies.start();
        rounds.set(Optional.of(timer.scheduleAtFixedRate(this::round, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS)));
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    /** The others hear that this node ends, and so don't miss it. */
    @Override
    public void stop(Runnable stopped) {
        requireNonNull(rounds.getAndSet(Optional.empty()))
                .ifPresentOrElse(
                        round -> {
                            round.cancel(false);
                            nodes.leave().thenRun(stopped);
                        },
                        stopped);
    }

    @Override
    public boolean isRunning() {
        return requireNonNull(rounds.get()).isPresent();
    }

    /** Before the web server, which needs policies, and after it. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 1_000;
    }

    private void round() {
        try {
            nodes.tick();
            switches.tick();
        } catch (RuntimeException e) {
            LOG.error("A heartbeat failed; it goes on with the next", e);
        }
    }
}
