package dev.sluice.it.observer;

import java.util.ArrayList;
import java.util.List;

/** When the store was lost to some gateway, and how long that may excuse something. */
final class Outages {

    private record Outage(long from, long until, boolean forgot) {}

    private final List<Outage> outages = new ArrayList<>();
    private final long leaseMicros;
    private final long afterMicros;

    /**
     * @param leaseMicros the longest lease
     * @param afterMicros how long after its end an outage may excuse something
     */
    Outages(List<Event> inOrder, long leaseMicros, long afterMicros) {
        this.leaseMicros = leaseMicros;
        this.afterMicros = afterMicros;
        long lostAt = Long.MIN_VALUE;
        for (Event event : inOrder) {
            if (event instanceof Event.StoreLost lost && lostAt == Long.MIN_VALUE) {
                lostAt = lost.at();
            } else if (event instanceof Event.StoreBack || event instanceof Event.StoreForgot) {
                long from = lostAt == Long.MIN_VALUE ? event.at() : lostAt;
                outages.add(new Outage(from, event.at(), event instanceof Event.StoreForgot));
                lostAt = Long.MIN_VALUE;
            }
        }
        if (lostAt != Long.MIN_VALUE) {
            outages.add(new Outage(lostAt, Long.MAX_VALUE, false));
        }
    }

    /** Whether an outage, or the time after it in which what it held back is made good, meets the span. */
    boolean disturb(long from, long until) {
        return outages.stream().anyMatch(outage -> outage.from <= until && from <= excusedUntil(outage));
    }

    /** Whether an outage itself meets the span. */
    boolean meet(long from, long until) {
        return outages.stream().anyMatch(outage -> outage.from <= until && from <= outage.until);
    }

    /**
     * Whether between the two moments an outage, or the time after it, kept somebody's renewals back for so long that the slot
     * may have been given to another, and its holder be moved over capacity. A slot that was renewed when due lasts two
     * thirds of a lease more.
     */
    boolean mayHaveMoved(long from, long until) {
        return outages.stream()
                .anyMatch(outage ->
                        outage.from <= until && from <= outage.until && outage.until - outage.from >= leaseMicros / 2);
    }

    /** Whether what the store knew at {@code from} may have been forgotten by {@code until}. */
    boolean forgot(long from, long until) {
        return outages.stream().anyMatch(outage -> outage.forgot && outage.from <= until && from <= outage.until);
    }

    private long excusedUntil(Outage outage) {
        return outage.until > Long.MAX_VALUE - afterMicros ? Long.MAX_VALUE : outage.until + afterMicros;
    }
}
