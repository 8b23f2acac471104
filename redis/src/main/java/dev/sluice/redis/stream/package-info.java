/**
 * A stream's state in Redis, and the scripts that alone change it: slots and tickets together, for whoever takes a slot
 * must know who waits. The adapters of {@link dev.sluice.redis.admission.SlotLedger} and
 * {@link dev.sluice.redis.waitingroom.WaitingRoom} are here; all of a stream's Lua is in this package's resources.
 *
 * <p><b>Keys</b>, all under the hash tag {@code {stream}}: {@code state} (a hash: incarnation, clock, policy in force,
 * counts), {@code slots:N} (61,440 slots of four bytes: tag and expiry tick, 0 is free), {@code freed} (a list of freed
 * slots, a hint), {@code counts} (freed slots a piece of 4,096, to refill the list), and for each chunk of 65,536 tickets
 * five bitmaps: {@code present:0|1:N} and {@code claiming:0|1:N} for even and odd windows, {@code claimed:N}. A bitmap
 * ends with a stamp of the incarnation and window that it is for; one with another stamp counts as empty and is cleared
 * when it is written next, so that neither a new window nor a new incarnation has to clear anything at once.
 *
 * <p><b>Calls</b> carry {@code notAfter}, the incarnation that the caller believes in and the policy with its revision; see
 * {@code prologue.lua}. They declare all keys: a caller that knows too little of the array's size or of the tail is told so
 * by {@code KEYS}, with nothing done, and calls again.
 *
 * <p><b>Numbers</b> of direct sessions come from the counter of the tickets. They need no claimed bit: no ticket with such
 * a number exists.
 */
@NullMarked
package dev.sluice.redis.stream;

import org.jspecify.annotations.NullMarked;
