package dev.sluice.gateway;

import dev.sluice.config.time.Ticker;
import dev.sluice.gateway.admission.Holds;
import dev.sluice.gateway.admission.Sessions;
import dev.sluice.gateway.edge.QueryToken;
import dev.sluice.gateway.edge.StreamDirectory;
import dev.sluice.gateway.edge.TrustedProxies;
import dev.sluice.gateway.metrics.GatewayMeters;
import dev.sluice.gateway.pages.Pages;
import dev.sluice.gateway.reception.FrontDoor;
import dev.sluice.gateway.token.Tokens;
import dev.sluice.gateway.waitingroom.TicketDesk;
import dev.sluice.redis.admission.SlotLedger;
import dev.sluice.redis.policy.Policies;
import dev.sluice.redis.store.StoreClock;
import dev.sluice.redis.store.StoreHealth;
import dev.sluice.redis.waitingroom.WaitingRoom;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.logging.AccessLog;
import reactor.netty.resources.LoopResources;

/** What the gateway is made of. The store's side comes by type, from the auto-configurations of {@code redis}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({GatewayProperties.class, TokenProperties.class})
final class GatewayConfiguration {

    @Bean
    static Tokens tokens(TokenProperties properties) {
        return new Tokens(properties.signingKeys());
    }

    @Bean
    static Pages pages() {
        return new Pages();
    }

    @Bean
    static StreamDirectory streamDirectory(Policies policies) {
        return new StreamDirectory(policies);
    }

    @Bean
    static TrustedProxies trustedProxies(GatewayProperties properties) {
        return new TrustedProxies(properties.trustedProxies(), properties.forwardedHeaders());
    }

    @Bean
    static GatewayMeters gatewayMeters(
            MeterRegistry registry, Policies policies, WaitingRoom room, StoreHealth health) {
        return new GatewayMeters(registry, policies, room, health);
    }

    @Bean
    static Sessions sessions(
            SlotLedger ledger, StoreClock clock, StoreHealth health, Ticker ticker, GatewayProperties properties) {
        return new Sessions(
                new Sessions.Store(ledger, clock, health),
                ticker,
                properties.rememberedSessions(),
                Schedulers.parallel());
    }

    @Bean
    static Holds holds(Sessions sessions, Policies policies) {
        return new Holds(sessions, policies, Schedulers.parallel());
    }

    @Bean
    static TicketDesk ticketDesk(
            WaitingRoom room, StoreClock clock, StoreHealth health, Ticker ticker, GatewayMeters meters) {
        return new TicketDesk(
                new TicketDesk.Store(room, clock, health),
                ticker,
                meters,
                () -> ThreadLocalRandom.current().nextLong(),
                Schedulers.parallel());
    }

    /** Its own event loops: another context of this JVM that closes must not take them away. */
    @Bean
    static ReactorResourceFactory reactorResources() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        resources.setLoopResources(LoopResources.create("sluice-gateway"));
        resources.setShutdownQuietPeriod(Duration.ZERO);
        return resources;
    }

    @Bean
    static HttpClientCustomizer onOwnLoops(ReactorResourceFactory resources) {
        return client -> client.runOn(resources.getLoopResources());
    }

    /** Reactor Netty's access log, where somebody turns it on, sees requests before their token is taken out. */
    @Bean
    static NettyServerCustomizer accessLogWithoutTokens() {
        return server -> server.accessLog(
                Boolean.getBoolean("reactor.netty.http.server.accessLogEnabled"),
                line -> AccessLog.create(
                        "{} \"{} {}\" {} {} {}ms",
                        line.connectionInformation() == null
                                ? "-"
                                : line.connectionInformation().remoteAddress(),
                        line.method(),
                        line.uri() == null
                                ? "-"
                                : QueryToken.removeFrom(line.uri().toString()),
                        line.status(),
                        line.contentLength(),
                        line.duration()));
    }

    // --- the way of a request, first to last

    @Bean
    static NettyServerCustomizer unreadableUrls(
            ObjectProvider<FrontDoor> door, ObjectProvider<TrustedProxies> proxies) {
        UnreadableUrls urls = new UnreadableUrls(door, proxies);
        return server -> server.mapHandle(urls::answer);
    }

    @Bean
    static WebHttpHandlerBuilderCustomizer tokenStripping() {
        return builder -> builder.httpHandlerDecorator(TokenStripping::new);
    }

    @Bean
    static Exchanges exchanges(TrustedProxies proxies) {
        return new Exchanges(proxies);
    }

    @Bean
    static PreflightFilter preflightFilter(FrontDoor door, Exchanges exchanges) {
        return new PreflightFilter(door, exchanges);
    }

    /** The one route. What it means for a request, {@link OriginFilter} says. */
    @Bean
    static RouteLocator everything(RouteLocatorBuilder routes) {
        return routes.routes()
                .route("stream", route -> route.alwaysTrue().uri("http://origin.invalid"))
                .build();
    }

    @Bean
    static DecisionFilter decisionFilter(FrontDoor door, Exchanges exchanges) {
        return new DecisionFilter(door, exchanges);
    }

    @Bean
    static BodyFilter bodyFilter() {
        return new BodyFilter();
    }

    @Bean
    static OriginFilter originFilter() {
        return new OriginFilter();
    }

    @Bean
    static OriginHeaders originHeaders() {
        return new OriginHeaders();
    }

    @Bean
    static ErrorAnswers errorAnswers(FrontDoor door, Exchanges exchanges, GatewayMeters meters) {
        return new ErrorAnswers(door, exchanges, meters);
    }
}
