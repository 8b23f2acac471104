package dev.sluice.redis.stream;

import dev.sluice.config.time.Ticker;
import dev.sluice.redis.admission.SlotLedger;
import dev.sluice.redis.policy.NodeKind;
import dev.sluice.redis.policy.NodeProperties;
import dev.sluice.redis.policy.NodeRegistry;
import dev.sluice.redis.policy.Policies;
import dev.sluice.redis.policy.QueueWatch;
import dev.sluice.redis.store.RedisStore;
import dev.sluice.redis.store.StoreAutoConfiguration;
import dev.sluice.redis.store.StoreProperties;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Makes the streams over the store, and keeps their house. */
@AutoConfiguration(after = StoreAutoConfiguration.class, afterName = "dev.sluice.redis.policy.PolicyAutoConfiguration")
@ConditionalOnBean({NodeRegistry.class, Policies.class})
final class StreamAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(SlotLedger.class)
    static StreamMemory streamMemory(
            NodeProperties properties, StoreProperties store, ObjectProvider<NodeKind> kind, Ticker ticker) {
        String name = kind.getIfAvailable(() -> NodeKind.GATEWAY).name().toLowerCase(Locale.ROOT);
        return new StreamMemory(
                properties.stateDir().resolve("streams-" + name + ".txt"), properties.cluster(store), ticker);
    }

    @Bean
    @ConditionalOnMissingBean(SlotLedger.class)
    static RedisStreams redisStreams(
            RedisStore store,
            ScheduledExecutorService storeTimer,
            Ticker ticker,
            NodeRegistry nodes,
            Policies policies,
            StreamMemory memory) {
        RedisStreams streams = new RedisStreams(store, storeTimer, ticker, nodes, memory.read());
        memory.keep(streams::known);
        new Housekeeping(streams, nodes, policies, ticker).start(storeTimer);
        return streams;
    }

    @Bean
    @ConditionalOnBean(RedisStreams.class)
    static QueueWatch queueWatch(RedisStreams streams, Policies policies) {
        return id -> policies.find(id).filter(streams::isQueueEmpty).isPresent();
    }
}
