package dev.sluice.redis.stream;

import dev.sluice.config.time.Ticker;
import dev.sluice.redis.policy.NodeRegistry;
import dev.sluice.redis.policy.Policies;
import dev.sluice.redis.store.RedisStore;
import dev.sluice.redis.store.StoreAutoConfiguration;
import java.util.concurrent.ScheduledExecutorService;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Makes the streams over the store, and keeps their house. */
@AutoConfiguration(after = StoreAutoConfiguration.class)
final class StreamAutoConfiguration {

    @Bean
    static RedisStreams redisStreams(
            RedisStore store,
            ScheduledExecutorService storeTimer,
            Ticker ticker,
            NodeRegistry nodes,
            Policies policies) {
        RedisStreams streams = new RedisStreams(store, storeTimer, ticker, nodes);
        new Housekeeping(streams, nodes, policies, ticker).start(storeTimer);
        return streams;
    }
}
