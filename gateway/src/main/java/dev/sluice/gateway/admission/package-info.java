/**
 * Who is in. A session is an admitted listener: a slot of the store's ledger, and a signed token that says so.
 *
 * <p><b>Hot path.</b> A confirmed session that was accepted within a third of its lease is served without asking anybody.
 * Later requests renew, at most once per third of a lease however many run at once: the first one asks the store, the
 * others of this gateway wait for the same answer. What is renewed is written into the token where the token can be
 * replaced (cookie, header, playlists' URIs) and remembered here, within bounds, for where it cannot (a URL that a player
 * keeps). Forgetting costs a renewal, never a session: the store knows who holds a slot.
 *
 * <p><b>Confirm.</b> A new session has a short first lease, which nothing renews until somebody was heard playing.
 *
 * <p><b>Store loss.</b> A session that a gateway accepted within a lease is served on, marked offline; newcomers are told
 * why they wait, or enter without a slot where {@code storeLoss} is {@code open}.
 *
 * <p><b>Moved and stale.</b> Whose slot was taken because a loss of the store kept a renewal back is moved to another slot,
 * once, over capacity if need be. Any other session without a slot is stale: who listened within {@code resumeWindow} gets a
 * returner's ticket, the same one however often that is asked for; who did not, or left, asks anew like a newcomer.
 *
 * <p><b>Bodies.</b> While a body flows, its {@link dev.sluice.gateway.admission.Hold} renews; a hold ends exactly once, on
 * complete, error and cancel.
 */
@NullMarked
package dev.sluice.gateway.admission;

import org.jspecify.annotations.NullMarked;
