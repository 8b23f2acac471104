package dev.sluice.gateway.token;

import dev.sluice.redis.waitingroom.Ticket;

/**
 * A place in a queue, as the token tells.
 *
 * @param ticket the place
 * @param joinedAtMicros when it was given
 * @param polledAtMicros when it last asked
 * @param nextPollMicros how long after that it was told to ask again
 * @param position the position that it was last shown, from 1; no higher one is shown later
 * @param told whether it was told that it is called
 * @param returning whether it was called while it was away
 */
public record TicketToken(
        Ticket ticket,
        long joinedAtMicros,
        long polledAtMicros,
        long nextPollMicros,
        long position,
        boolean told,
        boolean returning) {}
