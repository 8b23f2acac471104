package dev.sluice.gateway;

import static org.springframework.cloud.gateway.support.RouteMetadataUtils.CONNECT_TIMEOUT_ATTR;
import static org.springframework.cloud.gateway.support.RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.gateway.reception.Decision.Forward;
import io.netty.handler.codec.DecoderException;
import java.net.URI;
import java.util.Map;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Says which origin to ask for what, and how long to wait for it: the one static route means nothing by itself. An answer that
 * is no HTTP is the origin's failure, whatever Netty throws at it.
 */
final class OriginFilter implements GlobalFilter, Ordered {

    @Override
    public int getOrder() {
        return FilterOrder.ORIGIN;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        Forward forward = exchange.getAttribute(DecisionFilter.FORWARD);
        if (forward != null) {
            exchange.getAttributes().put(GATEWAY_REQUEST_URL_ATTR, target(forward));
            exchange.getAttributes().put(GATEWAY_ROUTE_ATTR, route(forward.live()));
        }
        return chain.filter(exchange).onErrorMap(OriginFilter::isUnreadable, OriginFilter::unreadable);
    }

    /** What Netty's decoder makes of bytes that are no HTTP: no common type, but never a failure to connect or to wait. */
    static boolean isUnreadable(Throwable error) {
        return error instanceof DecoderException || error instanceof IllegalArgumentException;
    }

    static ResponseStatusException unreadable(Throwable cause) {
        return new ResponseStatusException(
                HttpStatus.BAD_GATEWAY, "What the origin sent is no HTTP answer that can be read", cause);
    }

    private static URI target(Forward forward) {
        String base = forward.live().policy().origin().toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + forward.url());
    }

    private static Route route(LivePolicy live) {
        return Route.async()
                .id(live.id().value())
                .uri(live.policy().origin())
                .asyncPredicate(exchange -> Mono.just(true))
                .metadata(Map.of(
                        CONNECT_TIMEOUT_ATTR,
                        (int) live.policy().connectTimeout().toMillis(),
                        RESPONSE_TIMEOUT_ATTR,
                        live.policy().originTimeout().toMillis()))
                .build();
    }
}
