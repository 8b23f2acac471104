/**
 * Nothing lost: listeners, gateways and Redis under faults, and the observer who judges; {@code ./sluice torture}.
 *
 * <p>A {@link dev.sluice.it.torture.Schedule} is a list of {@link dev.sluice.it.torture.Step}s that a
 * {@link dev.sluice.it.torture.Family} draws from a seed. A {@link dev.sluice.it.torture.Theatre} has the processes: three
 * gateways, an admin API, a real Redis with a link to each of them. A {@link dev.sluice.it.torture.Performance} brings
 * listeners to some of its streams, has {@link dev.sluice.it.torture.Hands} do the steps, and tells every stream's observer
 * what was done. What one stream's observer saw is a {@link dev.sluice.it.torture.History}; many streams share a schedule,
 * since faults of Redis and of gateways are the same for all of them, and each stream's listeners have clocks and chances
 * of their own.
 *
 * <p>The seed decides steps and habits; how threads and packets interleave it can't decide. So a schedule that failed is
 * played again with many streams at once.
 */
@NullMarked
package dev.sluice.it.torture;

import org.jspecify.annotations.NullMarked;
