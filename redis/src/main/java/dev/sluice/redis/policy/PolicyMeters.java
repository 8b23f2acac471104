package dev.sluice.redis.policy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** The meters of policies: which revision a node runs. */
final class PolicyMeters implements MeterBinder {

    private final Policies policies;

    PolicyMeters(Policies policies) {
        this.policies = policies;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("sluice.policy.epoch", policies, known -> known.revision().epoch())
                .description("Epoch of the policy revision that this node runs; 0 for its own file")
                .register(registry);
        Gauge.builder(
                        "sluice.policy.revision",
                        policies,
                        known -> known.revision().number())
                .description(
                        "Number of the policy revision that this node runs, within its epoch; alike on all nodes once"
                                + " a change is through: min by () tells what all run")
                .register(registry);
    }
}
