package dev.sluice.gateway;

import dev.sluice.redis.policy.Policies;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** A gateway without any policy knows no stream: it is not ready. One that has any is, whatever the store does. */
final class PolicyHealth implements HealthIndicator {

    private final Policies policies;

    PolicyHealth(Policies policies) {
        this.policies = policies;
    }

    @Override
    public Health health() {
        return policies.all().isEmpty()
                ? Health.outOfService().build()
                : Health.up().build();
    }
}
