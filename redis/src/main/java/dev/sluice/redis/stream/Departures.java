package dev.sluice.redis.stream;

import dev.sluice.config.time.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What was given back within the last lease, whether Redis took it or not: it is sent again when Redis lost its state, for a
 * token that was released may not bring its slot back. Bounded: of very many, the latest are kept.
 */
final class Departures {

    private static final int MOST = 500_000;

    private record Departure(Releases.Entry entry, long untilNanos) {}

    private final Ticker ticker;
    private final Deque<Departure> latest = new ArrayDeque<>();

    Departures(Ticker ticker) {
        this.ticker = ticker;
    }

    synchronized void note(Releases.Entry entry, Duration lease) {
        forget();
        if (latest.size() == MOST) {
            latest.remove();
        }
        latest.add(new Departure(entry, ticker.nanos() + lease.toNanos()));
    }

    synchronized List<Releases.Entry> all() {
        forget();
        return latest.stream().map(Departure::entry).toList();
    }

    private void forget() {
        long now = ticker.nanos();
        while (!latest.isEmpty() && latest.peek().untilNanos() - now <= 0) {
            latest.remove();
        }
    }
}
