package dev.sluice.redis.store;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.time.Ticker;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * The store's clock, reckoned. A {@code TIME} in a reply was read before the reply arrived, so the store's clock is now
 * at least that much ahead of ours; the largest lead of the last ten seconds is the closest. A lead that falls by more
 * than a second means that the store's clock was set back, and is believed at once.
 *
 * <p>The latest leaps of a clock that was set are remembered, so that moments that were noted before can still be
 * compared with it.
 */
final class ReckonedClock {

    private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LEAP_MICROS = TimeUnit.SECONDS.toMicros(1);
    /** How far the reckonings of two nodes may be apart. */
    private static final long APART_MICROS = TimeUnit.SECONDS.toMicros(5);
    /** Leaps remembered. */
    private static final int LEAPS = 16;

    /**
     * What is known of the clock.
     *
     * @param lead how far it leads our monotonic one
     * @param learnedNanos when that was learned
     * @param guessed whether the store said nothing yet
     * @param leaps the newest first
     */
    private record Reckoning(long lead, long learnedNanos, boolean guessed, List<Leap> leaps) {}

    /** The store's clock went on with {@code after} where {@code before} was due. */
    private record Leap(long before, long after) {

        long by() {
            return after - before;
        }

        /** Whether a moment was noted after the leap; {@code now} is the latest that was reckoned since. */
        boolean precedes(long noted, long now) {
            if (by() > 0) {
                return noted - before > after - noted;
            }
            long apart = Math.min(APART_MICROS, -by() / 2);
            return noted >= after - apart && noted <= now + apart;
        }
    }

    private final Ticker ticker;
    private final AtomicReference<Reckoning> reckoning;

    ReckonedClock(Ticker ticker) {
        this.ticker = ticker;
        long nanos = ticker.nanos();
        long wall = ticker.now().toEpochMilli() * 1_000;
        this.reckoning = new AtomicReference<>(new Reckoning(wall - nanos / 1_000, nanos, true, List.of()));
    }

    long nowMicros() {
        return ticker.nanos() / 1_000 + reckoning().lead();
    }

    /** What the clock would have shown at a moment that was noted, had it always gone as it goes now. */
    long rebased(long noted) {
        long now = nowMicros();
        long shift = 0;
        for (Leap leap : reckoning().leaps()) {
            if (leap.precedes(noted, now)) {
                break;
            }
            shift += leap.by();
            now = leap.before();
        }
        return noted + shift;
    }

    /** A reply told the clock; {@code askedNanos} is when it was asked for. */
    void heard(long storeMicros, long askedNanos) {
        long nanos = ticker.nanos();
        reckoning.updateAndGet(known -> next(known, storeMicros, askedNanos, nanos));
    }

    private Reckoning reckoning() {
        return requireNonNull(reckoning.get());
    }

    private static Reckoning next(Reckoning known, long storeMicros, long askedNanos, long nanos) {
        long lead = storeMicros - nanos / 1_000;
        // had it been read as early as it was asked for, it would lead by so much: a late reply tells little
        long most = storeMicros - askedNanos / 1_000;
        boolean old = nanos - known.learnedNanos() > KEEP_NANOS && most - lead < LEAP_MICROS;
        boolean fell = known.guessed() || known.lead() - most > LEAP_MICROS;
        if (!old && !fell && lead <= known.lead()) {
            return known;
        }
        boolean leapt = !known.guessed() && Math.abs(lead - known.lead()) > LEAP_MICROS;
        Leap leap = new Leap(nanos / 1_000 + known.lead(), storeMicros);
        List<Leap> leaps = leapt
                ? Stream.concat(Stream.of(leap), known.leaps().stream())
                        .limit(LEAPS)
                        .toList()
                : known.leaps();
        return new Reckoning(lead, nanos, false, leaps);
    }
}
