package dev.sluice.redis.waitingroom;

import java.util.Optional;

/**
 * One place in a queue.
 *
 * @param incarnation the life of the stream's state that gave it
 * @param number its order, over all incarnations
 */
public record Ticket(long incarnation, long number) {

    /** What the number of a returner's ticket is above that of the session. */
    public static final long RETURNER = 1L << 48;

    private static final int RETURNS = 15;

    /**
     * The ticket with which a session whose slot is gone may enter again: always the same for the same session. Empty for
     * one that returned too often.
     */
    public static Optional<Ticket> ofReturner(long incarnation, long sessionNumber) {
        return sessionNumber < RETURNS * RETURNER
                ? Optional.of(new Ticket(incarnation, sessionNumber + RETURNER))
                : Optional.empty();
    }

    /** Whether it is a returner's. */
    public boolean isReturner() {
        return number >= RETURNER;
    }
}
