/**
 * The decision chain: from a request to what becomes of it. {@link dev.sluice.gateway.reception.FrontDoor} asks, in this
 * order: which stream; may this site and this method; is the stream over; does a valid session hold a slot; is there a
 * ticket, and is it called; is there a slot for somebody new, or a ticket. It answers a
 * {@link dev.sluice.gateway.reception.Decision}: a reply of our own, or the origin's object, with what is owed for the
 * slot. It knows requests only as {@link dev.sluice.gateway.edge.EdgeRequest}, so every way into the gateway can call it.
 *
 * <p><b>How tokens come and go.</b> A token comes in the query, a header or a cookie, looked at in this order; the first
 * that holds a slot counts. A new one goes back the way the old one came: as a cookie, as a header, or, where it came in the
 * query, inside the playlists. A page's new session is set as a cookie with one redirect, whose URL carries a check: a
 * session that is good for the moment. If the cookie came back, the check is ignored; if not, one more redirect puts the
 * session into the URL. Whatever sets or embeds a token is {@code private, no-store}.
 *
 * <p><b>Somebody new who takes no ticket</b> (a player, which cannot keep one) is told from the gateway's copy of the
 * room that it is full; only where that shows room is the store asked.
 */
@NullMarked
package dev.sluice.gateway.reception;

import org.jspecify.annotations.NullMarked;
