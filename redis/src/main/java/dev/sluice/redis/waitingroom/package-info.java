/**
 * The waiting room: who is next. The port is {@link dev.sluice.redis.waitingroom.WaitingRoom}. A ticket is a number; Redis
 * keeps one bit a ticket for who is present, who claimed and who is claiming, and the number now being served.
 */
@NullMarked
package dev.sluice.redis.waitingroom;

import org.jspecify.annotations.NullMarked;
