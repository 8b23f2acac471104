package dev.sluice.it.observer;

import dev.sluice.config.policy.Gate;

/**
 * How much of the slots was idle while somebody who asks on time waited.
 *
 * @param slotSeconds slots that nobody can have held, times how long
 * @param ofSlotSeconds all slots, times how long somebody waited
 */
public record Idle(double slotSeconds, double ofSlotSeconds) {

    /** Both together. */
    public Idle plus(Idle other) {
        return new Idle(slotSeconds + other.slotSeconds, ofSlotSeconds + other.ofSlotSeconds);
    }

    /** The share, in percent; 0 when nobody waited. */
    public double percent() {
        return ofSlotSeconds == 0 ? 0 : 100 * slotSeconds / ofSlotSeconds;
    }

    /**
     * Looked at twice a second. A slot counts as held from the answer that gave it until its listener has left, was cut,
     * or, where it just vanished, for a lease after it was heard last. Nothing counts near an outage or while the gate is not
     * {@code auto}.
     */
    static Idle in(Chronicle chronicle) {
        long step = 500_000;
        double idle = 0;
        double all = 0;
        long lease = chronicle.timeline().longestLeaseMicros();
        long start = chronicle.places().stream()
                .mapToLong(place -> place.joined().at())
                .min()
                .orElse(Long.MAX_VALUE - step);
        for (long at = start; at <= chronicle.end() - lease; at += step) {
            long now = at;
            if (chronicle.outages().disturb(now, now)
                    || !chronicle.timeline().surely(Gate.AUTO, now, now)
                    || chronicle.places().stream().noneMatch(place -> waits(place, now))) {
                continue;
            }
            int capacity = chronicle.timeline().lowestCapacity(now, now);
            long held = chronicle.sessions().stream()
                    .filter(session -> session.admitted().at() <= now && session.possiblyUntil(lease) > now)
                    .count();
            idle += Math.max(0, capacity - held) * step / 1e6;
            all += capacity * step / 1e6;
        }
        return new Idle(idle, all);
    }

    private static boolean waits(Place place, long at) {
        if (place.joined().at() > at
                || place.admitted().stream().anyMatch(entry -> entry.span().sent() <= at)
                || place.left().stream().anyMatch(left -> left.span().sent() <= at)) {
            return false;
        }
        return place.polls().stream().anyMatch(poll -> poll.at() <= at && poll.dueAt() + 500_000 >= at);
    }
}
