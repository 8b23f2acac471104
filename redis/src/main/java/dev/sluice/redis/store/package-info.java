/**
 * The one connection to the store (Redis): its clock, the deadline of every call, the breaker, the scripts, the keys.
 * Everything else in this module calls Redis through it. Lettuce types stay inside this module.
 */
@NullMarked
package dev.sluice.redis.store;

import org.jspecify.annotations.NullMarked;
