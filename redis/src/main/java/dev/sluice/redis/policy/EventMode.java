package dev.sluice.redis.policy;

import java.time.Instant;
import java.util.Optional;

/**
 * A named overlay that is on.
 *
 * @param overlay its name
 * @param since when it was switched on, by the store's clock
 * @param until when it ends by itself, judged by the store's clock; empty for not before it is switched off
 */
public record EventMode(String overlay, Instant since, Optional<Instant> until) {}
