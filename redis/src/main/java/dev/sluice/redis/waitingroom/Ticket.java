package dev.sluice.redis.waitingroom;

/**
 * One place in a queue.
 *
 * @param incarnation the life of the stream's state that gave it
 * @param number its order
 */
public record Ticket(long incarnation, long number) {}
