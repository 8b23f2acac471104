package dev.sluice.redis.store;

import dev.sluice.config.time.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The meters of calls to the store. */
final class MeteredCalls {

    private static final String TIMEOUT = "timeout";
    private static final String REJECTED = "rejected";

    private final MeterRegistry registry;
    private final Ticker ticker;

    MeteredCalls(MeterRegistry registry, Ticker ticker, StoreHealth health) {
        this.registry = registry;
        this.ticker = ticker;
        Gauge.builder("sluice.store.up", health, h -> h.mode() == StoreMode.UP ? 1 : 0)
                .description("1 while Redis answers this node within its deadline, 0 during store loss")
                .strongReference(true)
                .register(registry);
        Gauge.builder("sluice.store.complaints", health, h -> h.complaints().size())
                .description("Why this Redis is not fit to keep places: how many reasons this node's log names")
                .strongReference(true)
                .register(registry);
    }

    long start() {
        return ticker.nanos();
    }

    void answered(Script script, long startedNanos) {
        answers(script).record(ticker.nanos() - startedNanos, TimeUnit.NANOSECONDS);
    }

    void timedOut(Script script) {
        failures(script, TIMEOUT).increment();
    }

    void rejected(Script script) {
        failures(script, REJECTED).increment();
    }

    /** Meters the answers and failures of a script before the first one, so that the first one shows as a change. */
    void expect(Script script) {
        answers(script);
        failures(script, TIMEOUT);
        failures(script, REJECTED);
    }

    private Timer answers(Script script) {
        return Timer.builder("sluice.store.call")
                .description("How long Redis took to answer this node, by script")
                .tag("script", script.name())
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofNanos(50_000))
                .maximumExpectedValue(Duration.ofSeconds(5))
                .register(registry);
    }

    private Counter failures(Script script, String reason) {
        return Counter.builder("sluice.store.failures")
                .description("Calls that Redis did not answer in time (timeout), or that could not be sent (rejected)")
                .tag("script", script.name())
                .tag("reason", reason)
                .register(registry);
    }
}
