package dev.sluice.gateway;

import org.springframework.core.Ordered;

/**
 * The order of all filters of ours, first to last. Spring Cloud Gateway's own stand at -1 (writes the answer; what spans a
 * whole body has to be before it), 10000 (makes a URL of route and path) and last (asks the origin).
 */
final class FilterOrder {

    /** Answers {@code OPTIONS} before Spring's handler mapping, which would refuse it. A web filter, not a global one. */
    static final int PREFLIGHT = Ordered.HIGHEST_PRECEDENCE + 100;

    /** Asks the decision chain. */
    static final int DECISION = -1000;

    /** Counts, rewrites and ends what the origin answers. */
    static final int BODY = -10;

    /** Says which origin to ask, and how long to wait for it. */
    static final int ORIGIN = 10_100;

    private FilterOrder() {}
}
