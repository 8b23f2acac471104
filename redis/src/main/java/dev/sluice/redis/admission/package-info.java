/**
 * Slots: who is listening. The port is {@link dev.sluice.redis.admission.SlotLedger}; the state is an array of four
 * bytes a slot in Redis, changed by batched Lua scripts alone, so that the count is exact over all gateways.
 */
@NullMarked
package dev.sluice.redis.admission;

import org.jspecify.annotations.NullMarked;
