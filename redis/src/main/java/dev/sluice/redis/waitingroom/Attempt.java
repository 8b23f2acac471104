package dev.sluice.redis.waitingroom;

/** Which attempt of a ticket to enter this is, as its signed token tells. */
public enum Attempt {
    /** The first since it was called: it shows up. */
    FIRST,
    /** It was told before that it is called, and that no slot was free. */
    AGAIN,
    /**
     * It was called while it was away: it shares {@code returnerShare} of the entries while others wait, with each of its
     * attempts.
     */
    RETURNING
}
