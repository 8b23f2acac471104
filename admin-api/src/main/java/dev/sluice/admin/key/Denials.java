package dev.sluice.admin.key;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Counts requests without a fitting key. Each reason is there from the start, so that the first one shows as a change. */
final class Denials {

    private final Map<Denial, Counter> counters = new EnumMap<>(Denial.class);

    Denials(MeterRegistry registry) {
        for (Denial denial : Denial.values()) {
            counters.put(
                    denial,
                    Counter.builder("sluice.admin.denied")
                            .description(
                                    "Requests without a fitting key, by reason. Of this node alone: use sum by (reason)")
                            .tag("reason", denial.words())
                            .register(registry));
        }
    }

    void count(Denial denial) {
        requireNonNull(counters.get(denial)).increment();
    }
}
