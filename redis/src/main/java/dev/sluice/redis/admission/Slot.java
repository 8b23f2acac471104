package dev.sluice.redis.admission;

/**
 * One place among a stream's listeners, as its holder knows it.
 *
 * @param incarnation the life of the stream's state that gave it
 * @param index its place in the array, from 0
 * @param tag the random number, 0 to 65535, that tells this holder from earlier ones of the place
 * @param number the session number: that of the ticket which claimed it, or one of the same counter; no two
 *     sessions have the same, over all incarnations
 */
public record Slot(long incarnation, int index, int tag, long number) {}
