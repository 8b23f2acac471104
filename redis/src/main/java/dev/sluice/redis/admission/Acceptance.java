package dev.sluice.redis.admission;

/**
 * When a gateway last took a session for valid.
 *
 * @param atMicros when, by the store's clock as it went then: not rebased
 * @param offline whether that was without an answer of the store
 */
public record Acceptance(long atMicros, boolean offline) {}
