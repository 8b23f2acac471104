package dev.sluice.gateway;

import dev.sluice.gateway.admission.Hold;
import dev.sluice.gateway.edge.EdgeRequest;
import dev.sluice.gateway.reception.Decision;
import dev.sluice.gateway.reception.FrontDoor;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Asks the decision chain, and carries its decision out. The decision's hold ends once: when all is written, at an error,
 * at a cancel, and when a cancel overtakes the decision itself.
 */
final class DecisionFilter implements GlobalFilter, Ordered {

    /** The decision, for the filters behind. */
    static final String FORWARD = DecisionFilter.class.getName() + ".forward";

    private final FrontDoor door;
    private final Exchanges exchanges;

    DecisionFilter(FrontDoor door, Exchanges exchanges) {
        this.door = door;
        this.exchanges = exchanges;
    }

    @Override
    public int getOrder() {
        return FilterOrder.DECISION;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        EdgeRequest request = exchanges.request(exchange);
        return Mono.usingWhen(
                        door.decide(request),
                        decision -> carryOut(exchange, chain, request, decision),
                        decision -> end(decision, Hold.Ending.COMPLETE),
                        (decision, error) -> end(decision, Hold.Ending.BROKEN),
                        decision -> end(decision, Hold.Ending.BROKEN))
                .doOnDiscard(Decision.class, decision -> decision.hold().ends(Hold.Ending.BROKEN));
    }

    private static Mono<Void> carryOut(
            ServerWebExchange exchange, GatewayFilterChain chain, EdgeRequest request, Decision decision) {
        if (decision instanceof Decision.Answer answer) {
            return Exchanges.write(exchange, answer.reply(), request.client().requestId());
        }
        exchange.getAttributes().put(FORWARD, decision);
        return chain.filter(exchange);
    }

    private static Mono<Void> end(Decision decision, Hold.Ending ending) {
        return Mono.fromRunnable(() -> decision.hold().ends(ending));
    }
}
