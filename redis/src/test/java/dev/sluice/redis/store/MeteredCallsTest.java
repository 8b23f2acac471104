package dev.sluice.redis.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.redis.HandTicker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class MeteredCallsTest {

    private static final Script ADMIT = new Script("admit", "", "");
    private static final Script RENEW = new Script("renew", "", "");

    private final HandTicker ticker = new HandTicker();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Health health = new Health();
    private final MeteredCalls calls = new MeteredCalls(registry, ticker, health);

    @Test
    void aScriptsAnswersAndFailuresAreThereBeforeTheFirst() {
        calls.expect(ADMIT);
        assertThat(answers("admit").count()).isZero();
        assertThat(failures("admit", "timeout")).isZero();
        assertThat(failures("admit", "rejected")).isZero();
    }

    @Test
    void failuresAreCountedByScriptAndReason() {
        List.of(ADMIT, RENEW).forEach(calls::expect);
        calls.timedOut(ADMIT);
        calls.timedOut(ADMIT);
        calls.rejected(ADMIT);
        calls.rejected(RENEW);
        assertThat(failures("admit", "timeout")).isEqualTo(2);
        assertThat(failures("admit", "rejected")).isEqualTo(1);
        assertThat(failures("renew", "timeout")).isZero();
        assertThat(failures("renew", "rejected")).isEqualTo(1);
    }

    @Test
    void anAnswerIsTimedByItsScript() {
        long started = calls.start();
        ticker.advance(Duration.ofMillis(3));
        calls.answered(ADMIT, started);
        ticker.advance(Duration.ofMillis(4));
        calls.answered(ADMIT, started);

        Timer admit = answers("admit");
        assertThat(admit.count()).isEqualTo(2);
        assertThat(admit.totalTime(TimeUnit.MILLISECONDS)).isCloseTo(10, within(0.001));
        assertThat(registry.find("sluice.store.call").tag("script", "renew").timer())
                .isNull();
    }

    @Test
    void whetherRedisAnswersAndSuitsIsShown() {
        assertThat(gauge("sluice.store.up")).isEqualTo(1);
        assertThat(gauge("sluice.store.complaints")).isZero();
        health.now.set(StoreMode.LOST);
        health.complaints.set(List.of("It evicts.", "It does not persist."));
        assertThat(gauge("sluice.store.up")).isZero();
        assertThat(gauge("sluice.store.complaints")).isEqualTo(2);
    }

    private Timer answers(String script) {
        return registry.get("sluice.store.call").tag("script", script).timer();
    }

    private double failures(String script, String reason) {
        Counter counter = registry.get("sluice.store.failures")
                .tag("script", script)
                .tag("reason", reason)
                .counter();
        return counter.count();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private static final class Health implements StoreHealth {

        private final AtomicReference<StoreMode> now = new AtomicReference<>(StoreMode.UP);
        private final AtomicReference<List<String>> complaints = new AtomicReference<>(List.of());

        @Override
        public StoreMode mode() {
            return requireNonNull(now.get());
        }

        @Override
        public List<String> complaints() {
            return requireNonNull(complaints.get());
        }
    }
}
