package dev.sluice.gateway.waitingroom;

import dev.sluice.config.policy.StreamPolicy;
import dev.sluice.gateway.pages.WaitBand;
import dev.sluice.gateway.token.TicketToken;
import dev.sluice.redis.waitingroom.Attempt;
import dev.sluice.redis.waitingroom.RoomView;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The arithmetic of waiting. Pure. */
final class Turn {

    private static final double P90 = 1.2816;
    private static final double MEASURED_SECONDS = 30;
    private static final double LONGEST_SECONDS = 48 * 3600;

    private Turn() {}

    /** Which attempt a poll of a called ticket is. */
    static Attempt attempt(StreamPolicy policy, TicketToken token, long nowMicros) {
        Attempt told = attempt(token);
        boolean away =
                nowMicros - token.polledAtMicros() > policy.presenceWindow().toNanos() / 1_000;
        return away && told == Attempt.FIRST ? Attempt.RETURNING : told;
    }

    /** The same of a ticket of which this gateway cannot tell whether it is called: as it was told before. */
    static Attempt attempt(TicketToken token) {
        if (token.returning()) {
            return Attempt.RETURNING;
        }
        return token.told() ? Attempt.AGAIN : Attempt.FIRST;
    }

    /** Whether a ticket did not ask for so long that it is not kept. */
    static boolean gone(StreamPolicy policy, TicketToken token, long nowMicros) {
        return nowMicros - token.polledAtMicros() > policy.absence().toNanos() / 1_000;
    }

    /**
     * How many leave the queue a second, as measured; 0 for unknown. While more are in than may be, as after a lowered
     * capacity, who leaves makes no place, and nobody knows how long that lasts.
     */
    static double rate(RoomView view) {
        if (view.incarnation() != 0 && (view.capacity() <= 0 || view.active() > view.capacity())) {
            return 0;
        }
        return view.callsPerSecond() > 0 ? view.callsPerSecond() : Math.max(0, view.exitsPerSecond());
    }

    /**
     * How many of those who are called get in a second; 0 for unknown. They are called before a place is free, so while all
     * are taken only those who leave count.
     */
    static double entries(RoomView view) {
        double rate = rate(view);
        return view.active() < view.capacity() ? rate : Math.min(rate, Math.max(0, view.exitsPerSecond()));
    }

    /** How long a position may wait at a rate; null at an unknown rate, and beyond two days. */
    static @Nullable WaitBand wait(long position, double rate) {
        if (rate <= 0) {
            return null;
        }
        double n = position;
        double p50 = n / rate;
        double p90 = p50 + P90 * Math.sqrt(n + n * n / (MEASURED_SECONDS * rate)) / rate;
        return p90 > LONGEST_SECONDS ? null : new WaitBand(seconds(p50), seconds(p90));
    }

    /**
     * When to ask again.
     *
     * @param random from 0 to 1, exclusive
     */
    static Duration nextPoll(StreamPolicy policy, long position, double rate, double random) {
        double quarter = position / Math.max(rate, 1) / 4;
        double min = policy.pollMin().toNanos() / 1e9;
        double max = policy.pollMax().toNanos() / 1e9;
        double interval = Math.min(Math.max(quarter, min), max);
        return Duration.ofMillis(Math.max(1, (long) (interval * (1 - random / 10) * 1_000)));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofSeconds((long) Math.ceil(seconds));
    }
}
