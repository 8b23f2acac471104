/**
 * The words of Sluice: what a policy, an event and a failure mode are, which values they may have, and the one
 * clock that everything else is given.
 *
 * <p>Plain values. This module knows nothing of Redis, HTTP or Reactor, so that gateway, control plane and tests
 * can mean the same thing by the same record. Each feature has its package here, named by the same word in every
 * other module.
 */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
