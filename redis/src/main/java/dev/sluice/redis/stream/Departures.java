package dev.sluice.redis.stream;

import dev.sluice.config.time.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What was given back, whether Redis took it or not: it is sent again when Redis lost its state, for a token that was
 * released may not bring its slot back. That matters for tokens accepted within a lease before the loss, and the loss is
 * no earlier than the last answer: so each is kept until an answer comes a lease after it, however long Redis does not
 * answer at all. Bounded: of very many, the latest are kept.
 */
final class Departures {

    private static final int MOST = 500_000;
    /** By how much longer than a lease a token counts, and by how much clocks are reckoned wrongly. */
    private static final Duration ALLOWANCE = Duration.ofSeconds(4);

    private record Departure(Releases.Entry entry, long leftNanos) {}

    private final Ticker ticker;
    private final Deque<Departure> latest = new ArrayDeque<>();

    Departures(Ticker ticker) {
        this.ticker = ticker;
    }

    synchronized void note(Releases.Entry entry) {
        if (latest.size() == MOST) {
            latest.remove();
        }
        latest.add(new Departure(entry, ticker.nanos()));
    }

    /** An answer of Redis came, and what it told was taken to heart. */
    synchronized void heard(Duration lease) {
        long since = ticker.nanos() - lease.plus(ALLOWANCE).toNanos();
        while (!latest.isEmpty() && latest.peek().leftNanos() - since < 0) {
            latest.remove();
        }
    }

    synchronized List<Releases.Entry> all() {
        return latest.stream().map(Departure::entry).toList();
    }

    synchronized boolean isEmpty() {
        return latest.isEmpty();
    }
}
