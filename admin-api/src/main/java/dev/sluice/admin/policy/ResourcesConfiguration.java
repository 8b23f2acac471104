package dev.sluice.admin.policy;

import dev.sluice.admin.node.AppliedWatch;
import dev.sluice.config.file.OperatorFile;
import dev.sluice.config.time.Ticker;
import dev.sluice.redis.policy.NodeKind;
import dev.sluice.redis.policy.NodeRegistry;
import dev.sluice.redis.policy.PolicyAdmin;
import dev.sluice.redis.store.StoreClock;
import dev.sluice.redis.store.StoreHealth;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the resources together. */
@Configuration(proxyBeanMethods = false)
final class ResourcesConfiguration {

    private static final Duration COUNTED = Duration.ofSeconds(5);

    @Bean
    static Writes writes(PolicyAdmin policies, MeterRegistry registry) {
        return new Writes(policies, registry);
    }

    @Bean
    static AppliedWatch appliedWatch(NodeRegistry nodes, Ticker ticker) {
        return new AppliedWatch(nodes, ticker);
    }

    @Bean
    static StatusController.Store statusStore(StoreClock clock, StoreHealth health) {
        return new StatusController.Store(clock, health);
    }

    @Bean
    static FilePublisher filePublisher(PolicyAdmin admin, OperatorFile file) {
        return new FilePublisher(admin, file);
    }

    @Bean
    static MeterBinder nodeMeters(NodeRegistry nodes) {
        return registry -> {
            for (NodeKind kind : NodeKind.values()) {
                Gauge.builder("sluice.nodes", nodes, known -> count(known, kind))
                        .description("Nodes that the admin API heard of in the last five seconds, by kind")
                        .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                        .register(registry);
            }
        };
    }

    private static long count(NodeRegistry nodes, NodeKind kind) {
        return nodes.nodes().stream()
                .filter(node -> node.kind() == kind && node.age().compareTo(COUNTED) < 0)
                .count();
    }
}
