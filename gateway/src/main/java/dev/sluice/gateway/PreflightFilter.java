package dev.sluice.gateway;

import dev.sluice.gateway.edge.EdgeRequest;
import dev.sluice.gateway.reception.Decision;
import dev.sluice.gateway.reception.FrontDoor;
import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Answers {@code OPTIONS} by the decision chain. Spring's handler mapping would refuse every preflight by itself. */
final class PreflightFilter implements WebFilter, Ordered {

    private final FrontDoor door;
    private final Exchanges exchanges;

    PreflightFilter(FrontDoor door, Exchanges exchanges) {
        this.door = door;
        this.exchanges = exchanges;
    }

    @Override
    public int getOrder() {
        return FilterOrder.PREFLIGHT;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (!HttpMethod.OPTIONS.equals(exchange.getRequest().getMethod())) {
            return chain.filter(exchange);
        }
        EdgeRequest request = exchanges.request(exchange);
        return door.decide(request)
                .flatMap(decision -> decision instanceof Decision.Answer answer
                        ? Exchanges.write(
                                exchange, answer.reply(), request.client().requestId())
                        : chain.filter(exchange));
    }
}
