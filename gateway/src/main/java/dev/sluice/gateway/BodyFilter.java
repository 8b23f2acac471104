package dev.sluice.gateway;

import dev.sluice.gateway.reception.Decision.Forward;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Puts itself between the origin's answer and the listener, see {@link OriginAnswer}. */
final class BodyFilter implements GlobalFilter, Ordered {

    @Override
    public int getOrder() {
        return FilterOrder.BODY;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        Forward forward = exchange.getAttribute(DecisionFilter.FORWARD);
        if (forward == null) {
            return chain.filter(exchange);
        }
        OriginAnswer answer = new OriginAnswer(exchange, forward);
        return chain.filter(exchange.mutate().response(answer).build());
    }
}
