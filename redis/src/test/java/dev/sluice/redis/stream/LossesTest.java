package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.HandTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LossesTest {

    private final HandTicker ticker = new HandTicker();
    private final Losses losses = new Losses(ticker);

    @Test
    void whatIsNoticedWithinTenSecondsIsOneLoss() {
        assertThat(losses.isFirst()).isTrue();
        assertThat(losses.isFirst()).isFalse();
        ticker.advance(Duration.ofSeconds(10).minusNanos(1));
        assertThat(losses.isFirst()).isFalse();
        ticker.advance(Duration.ofNanos(1));
        assertThat(losses.isFirst()).isTrue();
    }
}
