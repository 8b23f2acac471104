/**
 * A stream's state in Redis, and the scripts that alone change it: slots and tickets together, for whoever takes a slot
 * must know who waits. The adapters of {@link dev.sluice.redis.admission.SlotLedger} and
 * {@link dev.sluice.redis.waitingroom.WaitingRoom} are here; all of a stream's Lua is in this package's resources.
 *
 * <p><b>Keys</b>, all under the hash tag {@code {stream}}: {@code state} (a hash: incarnation, clock, policy in force,
 * counts), {@code slots:N} (61,440 slots of four bytes: tag and expiry tick, 0 is free), {@code freed} (a list of freed
 * slots, a hint), {@code counts} (freed slots a piece of 4,096, to refill the list), and for each chunk of 65,536 tickets
 * five bitmaps: {@code present:0|1:N} and {@code claiming:0|1:N} for even and odd windows, {@code claimed:N}; and
 * {@code moves:0|1}, to which slot a session was moved; {@code chunks} (a set), of which chunks there are bitmaps. A bitmap ends with a stamp of the life of the state and the window
 * that it is for; one with another stamp counts as empty and is cleared when it is written next, so that a new window has
 * nothing to clear at once.
 *
 * <p><b>Calls</b> carry {@code notAfter}, the incarnation that the caller believes in and the policy with its revision; see
 * {@code prologue.lua}. They declare all keys: a caller that knows too little of the array's size or of the tail is told so
 * by {@code KEYS}, with nothing done, and calls again.
 *
 * <p><b>Loss of state.</b> Every call brings what the gateway knows: incarnation, nowServing, tail and when it last heard of
 * them. State of another run of Redis, older state than a caller knows of, a lost string of slots or no state at all: a new
 * incarnation begins, in recovery ({@code recovery.lua}). Until that is over nobody enters, is called or is reaped; whoever
 * was accepted within a lease before the loss gets the slot back by the next renewal ({@code renew.lua}), gateways send the
 * releases of the last lease again, and marks of earlier tickets show who waits. Redis that forgot everything and gateways
 * that know nothing make a blank incarnation, which the first older token or gateway puts into recovery.
 *
 * <p><b>Deleted streams.</b> The gateway that owns a stream whose policy is a tombstone takes away all its keys but the state,
 * which becomes a tombstone too ({@code bury.lua}, {@link Graves}). A policy says above which deletion
 * its stream was made, and so do all calls: the first one behind a tombstone, or behind state of an earlier stream that nobody
 * came to bury, begins an incarnation above it, without recovery ({@code life.lua}), and all that is of an earlier incarnation
 * than that is refused from then on.
 *
 * <p><b>One order of numbers.</b> An incarnation's numbers begin at 65,536 times the incarnation, and an incarnation is at
 * least {@code TIME} in seconds and above every number that a caller knows. So a rank of incarnation and number is one number
 * that no later incarnation gives again, claims and marks of earlier tickets mean what they meant, and no bitmap has to be
 * kept apart. A returner's ticket has the number of its session plus 2^48, so that returners have bitmaps of their own, and a
 * session that returned may do so again.
 *
 * <p><b>Numbers</b> of direct sessions come from the counter of the tickets. They need no claimed bit: no ticket with such
 * a number exists.
 */
@NullMarked
package dev.sluice.redis.stream;

import org.jspecify.annotations.NullMarked;
