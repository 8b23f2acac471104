package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.HandTicker;
import dev.sluice.redis.admission.Slot;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DeparturesTest {

    private static final Duration LEASE = Duration.ofSeconds(45);

    private final Releases.Entry entry = new Releases.Entry(new Slot(1, 2, 3, 4), Releases.Kind.LEFT);
    private final HandTicker ticker = new HandTicker();
    private final Departures departures = new Departures(ticker);

    @Test
    void whoLeftIsRememberedWhileRedisDoesNotAnswerHoweverLong() {
        departures.note(entry);
        ticker.advance(Duration.ofHours(5));

        assertThat(departures.all()).containsExactly(entry);
        assertThat(departures.isEmpty()).isFalse();
    }

    @Test
    void whoLeftIsRememberedUntilRedisAnswersALeaseLater() {
        departures.note(entry);
        ticker.advance(LEASE.plusSeconds(2));
        departures.heard(LEASE);
        assertThat(departures.all()).containsExactly(entry);

        ticker.advance(Duration.ofSeconds(3));
        departures.heard(LEASE);
        assertThat(departures.all()).isEmpty();
        assertThat(departures.isEmpty()).isTrue();
    }
}
