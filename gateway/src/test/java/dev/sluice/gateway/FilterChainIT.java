package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.fake.FakeWorld;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.OrderUtils;

final class FilterChainIT {

    @RegisterExtension
    final FakeWorld world = new FakeWorld();

    @Test
    void theChainIsInThisOrder() {
        List<GlobalFilter> filters = new ArrayList<>(
                world.context().getBeansOfType(GlobalFilter.class).values());
        filters.sort(Comparator.comparingInt(FilterChainIT::order));
        List<String> chain = filters.stream()
                .map(filter -> order(filter) + " " + filter.getClass().getSimpleName())
                .toList();
        System.out.println("The filter chain, first to last:\n  " + String.join("\n  ", chain));

        assertThat(chain)
                .containsExactly(
                        "-1000 DecisionFilter",
                        "-10 BodyFilter",
                        "-1 NettyWriteResponseFilter",
                        "10000 RouteToRequestUrlFilter",
                        "10100 OriginFilter",
                        "10150 NoLoadBalancerClientFilter",
                        "2147483647 NettyRoutingFilter");
    }

    private static int order(GlobalFilter filter) {
        return filter instanceof Ordered ordered
                ? ordered.getOrder()
                : OrderUtils.getOrder(filter.getClass(), Ordered.LOWEST_PRECEDENCE);
    }
}
