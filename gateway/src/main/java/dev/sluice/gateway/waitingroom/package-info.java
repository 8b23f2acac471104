/**
 * Who waits: tickets, their turn, and what they are told. A poll is answered from the gateway's copy of the room; only a
 * ticket that is called asks the store.
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
