package dev.sluice.gateway.token;

import dev.sluice.redis.admission.Slot;

/**
 * An admitted listener, as the token tells.
 *
 * @param slot the slot that it holds
 * @param acceptedAtMicros when a gateway last took it for valid: by an answer of the store or, with {@code offline},
 *     without
 * @param confirmed whether it has been heard playing, so that its lease is the full one
 * @param offline whether it was last accepted while the store did not answer
 * @param expiresAtMicros when the token is worth nothing any more, whatever the slot's lease
 */
public record SessionToken(
        Slot slot, long acceptedAtMicros, boolean confirmed, boolean offline, long expiresAtMicros) {}
