package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LossesTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Losses losses = new Losses(new Ticker() {
        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }
    });

    @Test
    void whatIsNoticedWithinTenSecondsIsOneLoss() {
        assertThat(losses.isFirst()).isTrue();
        assertThat(losses.isFirst()).isFalse();
        nanos.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
        assertThat(losses.isFirst()).isFalse();
        nanos.incrementAndGet();
        assertThat(losses.isFirst()).isTrue();
    }
}
