/**
 * The words of policies: what an operator may set for a stream, how base, patch and overlays become the one policy in
 * force, and what is said about a wrong setting. Plain Java: no Redis, no HTTP, no Reactor.
 *
 * <p>{@link dev.sluice.config.policy.StreamPolicy} is the list of all settings; each carries its documentation, default
 * and range as a {@link dev.sluice.config.policy.Setting}.
 */
@NullMarked
package dev.sluice.config.policy;

import org.jspecify.annotations.NullMarked;
