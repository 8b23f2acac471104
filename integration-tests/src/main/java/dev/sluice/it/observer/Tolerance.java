package dev.sluice.it.observer;

import java.time.Duration;

/**
 * What is allowed for because nobody can do better from outside, and why. Everything else is exact.
 *
 * @param view how old a gateway's copy of "now serving" may be: it is refreshed about once a second, and a request
 *     takes its time. A ticket before a called one may be told "not yet" by another gateway for that long
 * @param delivery how long a gateway may keep a presence mark until it is in the store; a poll answered by a gateway
 *     that died within it may never have counted
 * @param settle how long after an acknowledged change a gateway that was <em>not</em> named as running it may still
 *     run the old one: an announcement that was lost is found by polling, within about a second
 * @param reap how long after its lease a slot may stay taken: a reap cycle is a quarter of the lease at most, a tick is a
 *     second, and the stream's clock is moved on every half second; plus the longest pause of a busy machine
 * @param idle how long a free place may stay empty while somebody on time waits: the longest poll interval, promotion
 *     every 100 ms, a view
 * @param presence how long a poll counts: the presence window
 * @param recovery how long after the store is back its loss may excuse something, beyond two leases
 */
public record Tolerance(
        Duration view,
        Duration delivery,
        Duration settle,
        Duration reap,
        Duration idle,
        Duration presence,
        Duration recovery) {

    /** For streams whose polls are at most {@code longestPoll} apart, with leases up to {@code longestLease}. */
    public static Tolerance of(Duration longestPoll, Duration presenceWindow, Duration longestLease) {
        return new Tolerance(
                Duration.ofMillis(2_500),
                Duration.ofSeconds(1),
                Duration.ofMillis(1_500),
                longestLease.dividedBy(4).plusMillis(3_500),
                longestPoll.plusSeconds(3),
                presenceWindow,
                Duration.ofSeconds(3));
    }

    static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
