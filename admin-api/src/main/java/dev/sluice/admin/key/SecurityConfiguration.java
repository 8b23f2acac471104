package dev.sluice.admin.key;

import dev.sluice.admin.problem.Problems;
import dev.sluice.config.time.Ticker;
import dev.sluice.redis.policy.NodeProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.actuate.web.reactive.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.authentication.ServerAuthenticationEntryPointFailureHandler;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Who may do what. Without a key only health answers; a viewer reads; an operator changes too. No sessions, cookies or
 * forms, so that there is nothing for another site to forge. The management port is for the inside and has no keys.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
@EnableConfigurationProperties(AdminProperties.class)
final class SecurityConfiguration {

    private static final String BEARER = "Bearer ";

    @Bean
    static KeyRing keyRing(AdminProperties properties, NodeProperties node, Ticker ticker) {
        return new KeyRing(properties.keys(), new KeyFile(node.stateDir()), ticker);
    }

    /** Made here so that Boot does not make a user with a password. */
    @Bean
    static ReactiveAuthenticationManager keyAuthentication(KeyRing keys) {
        return authentication -> keys.find(String.valueOf(authentication.getCredentials()))
                .map(SecurityConfiguration::known)
                .switchIfEmpty(Mono.error(() -> new BadCredentialsException("unknown API key")));
    }

    @Bean
    static SecurityWebFilterChain adminSecurity(
            ServerHttpSecurity http, ReactiveAuthenticationManager keys, MeterRegistry registry) {
        Denials denials = new Denials(registry);
        ServerAuthenticationEntryPoint deny = (exchange, failure) -> {
            denials.count(failure instanceof BadCredentialsException ? Denial.UNKNOWN_KEY : Denial.NO_KEY);
            exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"sluice\"");
            return Problems.write(exchange, Problems.unauthorized());
        };
        AuthenticationWebFilter bearer = new AuthenticationWebFilter(keys);
        bearer.setServerAuthenticationConverter(SecurityConfiguration::presented);
        bearer.setAuthenticationFailureHandler(new ServerAuthenticationEntryPointFailureHandler(deny));
        bearer.setSecurityContextRepository(NoOpServerSecurityContextRepository.getInstance());
        return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .addFilterAt(bearer, SecurityWebFiltersOrder.AUTHENTICATION)
                .exceptionHandling(failures -> failures.authenticationEntryPoint(deny)
                        .accessDeniedHandler((exchange, denied) -> {
                            denials.count(Denial.ROLE);
                            return Problems.write(exchange, Problems.forbidden());
                        }))
                .authorizeExchange(exchanges -> exchanges
                        .pathMatchers(HttpMethod.GET, "/livez", "/readyz")
                        .permitAll()
                        .matchers(EndpointRequest.toAnyEndpoint())
                        .permitAll()
                        .pathMatchers(HttpMethod.GET, "/**")
                        .hasAnyAuthority(Role.VIEWER.name(), Role.OPERATOR.name())
                        .pathMatchers(HttpMethod.HEAD, "/**")
                        .hasAnyAuthority(Role.VIEWER.name(), Role.OPERATOR.name())
                        .anyExchange()
                        .hasAuthority(Role.OPERATOR.name()))
                .build();
    }

    private static Authentication known(ApiKey key) {
        return UsernamePasswordAuthenticationToken.authenticated(
                key.name(), "", List.of(new SimpleGrantedAuthority(key.role().name())));
    }

    private static Mono<Authentication> presented(ServerWebExchange exchange) {
        String header = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Mono.empty();
        }
        String key = header.substring(BEARER.length()).strip();
        return Mono.just(UsernamePasswordAuthenticationToken.unauthenticated("", key));
    }
}
