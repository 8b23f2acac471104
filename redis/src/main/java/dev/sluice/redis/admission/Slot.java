package dev.sluice.redis.admission;

/**
 * One place among a stream's listeners, as its holder knows it.
 *
 * @param incarnation the life of the stream's state that gave it
 * @param index its place in the array, from 0; {@link #NOWHERE} for a listener who was let in while the store did not
 *     answer, and has no place yet
 * @param tag the random number, 0 to 65535, that tells this holder from earlier ones of the place
 * @param number the session number: that of the ticket which claimed it, or one of the same counter; no two
 *     sessions have the same, over all incarnations
 */
public record Slot(long incarnation, int index, int tag, long number) {

    /** No place in the array: the next renewal that reaches the store moves its holder to one. */
    public static final int NOWHERE = -1;

    /** Of a listener who was let in without the store. */
    public static Slot nowhere(long incarnation, long number) {
        return new Slot(incarnation, NOWHERE, 0, number);
    }

    /** Whether it is no place in the array. */
    public boolean isNowhere() {
        return index == NOWHERE;
    }
}
