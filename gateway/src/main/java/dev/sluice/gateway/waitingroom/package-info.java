/**
 * Who waits: tickets, their turn, and what they are told. A poll is answered from the gateway's copy of the room; only a
 * ticket that is called asks the store, and one that waits where the store knows of nobody who does.
 *
 * <p><b>An answer that was lost.</b> The store gives a ticket no second slot before nobody could confirm the first any more:
 * a claiming window, and what is left of the one before, so up to twice (firstLease + a quarter of the lease + 2 s) from the
 * claim. Until the first lease is over, the gateway that made the claim gives the same slot to the same ticket again, as
 * long as the store says that it is not confirmed; other gateways say that it is called.
 *
 * <p><b>Position</b> is the number of present people ahead, and one; it never rises above what the signed ticket says was
 * shown. <b>Estimated wait</b>, of a position n at a measured rate r (calls a second, else exits): the median is n/r; the
 * ninetieth percentile adds 1.2816 standard deviations, of n calls and of a rate measured over half a minute,
 * sqrt(n + n²/(30 r))/r. <b>The next poll</b> is due after a quarter of the estimated wait, where the rate counts as at
 * least one a second, within the policy's limits, a tenth less at random, so that tickets that were given together do
 * not ask together.
 */
@NullMarked
package dev.sluice.gateway.waitingroom;

import org.jspecify.annotations.NullMarked;
