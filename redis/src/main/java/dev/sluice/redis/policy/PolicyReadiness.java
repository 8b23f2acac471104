package dev.sluice.redis.policy;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

/** A node that has no policy at all, from no file, no disk and no store, is not ready. */
final class PolicyReadiness implements ApplicationListener<AvailabilityChangeEvent<ReadinessState>> {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyReadiness.class);

    private final PolicyStart policies;
    private final ApplicationContext context;
    private final AtomicBoolean heldBack = new AtomicBoolean();

    /** Whether there is something to run. */
    interface PolicyStart {
        boolean hasAny();
    }

    PolicyReadiness(PolicyStart policies, ApplicationContext context) {
        this.policies = policies;
        this.context = context;
    }

    @Override
    public void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> event) {
        if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC && !policies.hasAny()) {
            heldBack.set(true);
            LOG.error(
                    "There is no policy to run: the configuration file names no stream, none was kept in sluice.state-dir, and"
                            + " Redis has not told of any. This node is not ready until there is one. Check that Redis answers"
                            + " (sluice.redis.uri) and what sluice.config-file names, or add a stream with the admin API.");
            AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        }
    }

    /** The first policies came. */
    void changed() {
        if (policies.hasAny() && heldBack.compareAndSet(true, false)) {
            LOG.info("There are policies now: this node is ready.");
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
        }
    }
}
