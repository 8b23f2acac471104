package dev.sluice.redis.store;

import dev.sluice.config.time.SystemTicker;
import dev.sluice.config.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;

/** Makes the connection to the store, the clock, and the threads that everything over it runs on. */
@AutoConfiguration
@EnableConfigurationProperties(StoreProperties.class)
public final class StoreAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    static Ticker ticker() {
        return new SystemTicker();
    }

    /** Runs deadlines, batches, heartbeats and housekeeping; nothing on it may block. */
    @Bean(destroyMethod = "shutdownNow")
    static ScheduledExecutorService storeTimer() {
        AtomicInteger count = new AtomicInteger();
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(2, task -> {
            Thread thread = new Thread(task, "sluice-store-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    @Bean
    @ConditionalOnMissingBean
    static RedisStore redisStore(
            StoreProperties properties,
            Ticker ticker,
            ScheduledExecutorService storeTimer,
            ObjectProvider<MeterRegistry> registry,
            ObjectProvider<SslBundles> bundles) {
        Optional<SslBundle> bundle = Optional.ofNullable(properties.ssl())
                .map(StoreProperties.Ssl::bundle)
                .map(name -> bundles.getObject().getBundle(name));
        return new RedisStore(
                properties, bundle, ticker, storeTimer, registry.getIfAvailable(() -> Metrics.globalRegistry));
    }
}
