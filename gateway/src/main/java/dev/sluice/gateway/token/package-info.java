/**
 * The two tokens that listeners carry: the session ({@code s1.}) and the ticket ({@code t1.}), and the check of a
 * redirect ({@code c1.}), which is a session for the moment that a browser takes to come back.
 *
 * <p>A token is {@code format.key.payload.seal}: a fixed number of bytes in base64url, and the first 128 bits of
 * HMAC-SHA256 over format, key, payload and the stream. The stream is not in the payload: whoever opens a token knows
 * which stream was asked for, and the seal of another stream's token does not fit. Seals are compared as text, in
 * constant time, so that no second spelling of a token opens.
 *
 * <p>Nothing here asks anybody: opening a token costs one HMAC and no call. Times are microseconds of the store's clock.
 */
@NullMarked
package dev.sluice.gateway.token;

import org.jspecify.annotations.NullMarked;
