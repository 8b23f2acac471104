package dev.sluice.redis.policy;

import dev.sluice.config.file.OperatorFile;
import dev.sluice.config.time.Ticker;
import dev.sluice.redis.store.RedisStore;
import dev.sluice.redis.store.StoreAutoConfiguration;
import dev.sluice.redis.store.StoreProperties;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/** Makes policies and nodes over the store. A node is a gateway unless a bean of {@link NodeKind} says otherwise. */
@AutoConfiguration(after = StoreAutoConfiguration.class)
@EnableConfigurationProperties(NodeProperties.class)
final class PolicyAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    static OperatorFile operatorFile(ConfigurableEnvironment environment) {
        return OperatorFile.read(environment);
    }

    @Bean
    static NodeIdentity nodeIdentity(NodeProperties properties, ObjectProvider<NodeKind> kind) {
        String version = PolicyAutoConfiguration.class.getPackage().getImplementationVersion();
        return new NodeIdentity(
                properties.idOrRandom(),
                kind.getIfAvailable(() -> NodeKind.GATEWAY),
                version == null ? "dev" : version);
    }

    @Bean
    static RedisDocuments redisDocuments(RedisStore store) {
        return new RedisDocuments(store);
    }

    @Bean
    static Grace grace(Ticker ticker, NodeProperties properties) {
        return new Grace(ticker, new Grace.Spans(Grace.LOSS, properties.patience()));
    }

    @Bean
    static PolicyThread policyThread() {
        return new PolicyThread();
    }

    @Bean
    static RedisPolicies redisPolicies(
            RedisDocuments documents,
            NodeProperties properties,
            StoreProperties store,
            NodeIdentity identity,
            OperatorFile file,
            PolicyThread thread,
            Grace grace) {
        String name = "policy-" + identity.kind().name().toLowerCase(Locale.ROOT) + ".json";
        LastGoodPolicy disk = new LastGoodPolicy(properties.stateDir().resolve(name), properties.cluster(store));
        return new RedisPolicies(documents, disk, disk.read().orElseGet(() -> PolicySnapshot.of(file)), thread, grace);
    }

    @Bean
    static RedisNodes redisNodes(RedisStore store, Ticker ticker, NodeIdentity identity, RedisPolicies policies) {
        return new RedisNodes(store, ticker, identity, policies);
    }

    @Bean
    static PolicyAdmin policyAdmin(RedisPolicies policies, RedisDocuments documents, Grace grace) {
        return new RedisPolicyAdmin(policies, documents, grace);
    }

    @Bean
    static PolicyRounds policyRounds(
            RedisPolicies policies, RedisNodes nodes, DueSwitches switches, ScheduledExecutorService storeTimer) {
        return new PolicyRounds(policies, nodes, switches, storeTimer);
    }

    @Bean
    static DueSwitches dueSwitches(
            RedisPolicies policies,
            PolicyAdmin admin,
            RedisNodes nodes,
            DueSwitches.Clocks clocks,
            ObjectProvider<QueueWatch> queues) {
        return new DueSwitches(policies, admin, nodes, clocks, id -> {
            QueueWatch watch = queues.getIfAvailable();
            return watch != null && watch.isEmpty(id);
        });
    }

    @Bean
    static DueSwitches.Clocks policyClocks(RedisStore store, Ticker ticker) {
        return new DueSwitches.Clocks(store, ticker);
    }

    @Bean
    static LossInWords lossInWords(RedisPolicies policies, RedisStore store) {
        LossInWords words = new LossInWords(policies);
        words.explain(store);
        return words;
    }

    @Bean
    static PolicyReadiness policyReadiness(RedisPolicies policies, ApplicationContext context) {
        PolicyReadiness readiness = new PolicyReadiness(policies::hasAny, context);
        policies.onApplied(readiness::changed);
        return readiness;
    }

    @Bean
    static NewerLayout newerLayout(RedisPolicies policies, ConfigurableApplicationContext context) {
        NewerLayout layout = new NewerLayout(context);
        policies.onNewerLayout(layout);
        return layout;
    }

    @Bean
    static PolicyMeters policyMeters(RedisPolicies policies) {
        return new PolicyMeters(policies);
    }
}
