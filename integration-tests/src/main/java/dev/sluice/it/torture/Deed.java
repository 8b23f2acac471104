package dev.sluice.it.torture;

import java.util.Locale;

/** What is done to a cluster; those that last are undone afterwards. */
enum Deed {
    /** {@code kill -9} of a gateway, which is started again at the end. */
    KILL_GATEWAY,
    /** {@code kill -STOP} of a gateway, and {@code -CONT} at the end. */
    PAUSE_GATEWAY,
    /** The way from a gateway to Redis is cut. */
    CUT_OFF,
    /** Nothing gets through between a gateway and Redis, and what was sent does so at the end. */
    SILENCE,
    /** What all gateways ask reaches Redis this many milliseconds later. */
    DELAY_QUESTIONS,
    /** What each gateway asks reaches Redis piece by piece, one in this many milliseconds. */
    SLOW_QUESTIONS,
    /** What Redis answers reaches all gateways this many milliseconds later. */
    DELAY_ANSWERS,
    /** Of so many percent of the calls of a script, the answer is lost after the script ran. */
    LOSE_ANSWERS,
    /** {@code kill -STOP} of Redis, and {@code -CONT} at the end. */
    PAUSE_STORE,
    /** {@code kill -9} of Redis, which is started at the end with all that it knew. */
    RESTART_STORE,
    /** Redis writes down what it knows. */
    TAKE_SNAPSHOT,
    /** {@code kill -9} of Redis, which is started at the end with what it wrote down. */
    RESTORE_SNAPSHOT,
    /** A replica follows Redis, this many milliseconds behind. */
    FOLLOW,
    /** {@code kill -9} of Redis, whose replica takes its place at the end. */
    FAIL_OVER,
    /** {@code FLUSHALL}. */
    FLUSH,
    /** Redis' clock is this many milliseconds ahead of the machine's from then on, or behind it. */
    SHIFT_TIME,
    /** The operator sets the capacity of all streams. */
    SET_CAPACITY,
    /** The operator switches event mode on, which holds all streams, and off at the end. */
    HOLD,
    /** The operator sets the lease of all streams, in milliseconds. */
    SET_LEASE,
    /** The operator sets the longest poll interval of all streams, in milliseconds, and the presence window with it. */
    SET_LONGEST_POLL;

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Deed of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
