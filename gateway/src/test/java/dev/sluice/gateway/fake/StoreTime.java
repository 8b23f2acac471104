package dev.sluice.gateway.fake;

import dev.sluice.config.time.Ticker;
import dev.sluice.redis.store.StoreClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The store's clock in a random history, as it is and as nodes reckon it. It is set by multiples of two hours, each once, and
 * a history is shorter than one: so each moment tells how the clock went when it was noted.
 */
public final class StoreTime implements Ticker {

    private static final long BEGINNING = 1_800_000_000_000_000L;
    private static final long APART = Duration.ofHours(2).toNanos() / 1_000;
    /** Of one of them, the clock was set by nothing yet. */
    private static final List<Integer> SETTINGS = List.of(0, 2, -1, 3, -3, 1, -2);

    private final List<Integer> settings = new ArrayList<>(List.of(0));
    private long micros = BEGINNING;

    /** How far the clock was set when this moment was noted: the last one, the first being 0. */
    private int setting(long noted) {
        return settings.indexOf((int) Math.round((double) (noted - BEGINNING) / APART));
    }

    private long shift(int setting) {
        return settings.get(setting) * APART;
    }

    private int last() {
        return settings.size() - 1;
    }

    /** What the store's own clock shows. */
    public long storeMicros() {
        return micros + shift(last());
    }

    public void advance(long more) {
        micros += more;
    }

    /** Whether the clock can be set once more. */
    public boolean canBeSet() {
        return settings.size() < SETTINGS.size();
    }

    /** The store's clock is set ahead or back by hours. */
    public void set() {
        settings.add(SETTINGS.get(settings.size()));
    }

    @Override
    public long nanos() {
        return (micros - BEGINNING) * 1_000;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** The clock as a node that starts now reckons it: behind by {@code lag}, and ignorant of what was set before. */
    public StoreClock node(long lag) {
        int born = last();
        return new StoreClock() {
            @Override
            public long nowMicros() {
                return storeMicros() - lag;
            }

            @Override
            public long rebased(long noted) {
                return noted + shift(last()) - shift(Math.max(born, setting(noted)));
            }
        };
    }
}
