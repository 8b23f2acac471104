/**
 * What watches over tests: BlockHound refuses blocking calls on threads that others wait for (event loops, Reactor's
 * parallel threads), and in integration tests Netty looks for buffers that nobody has released. Whatever is found fails
 * the test or the test class during which it happened, also where some code has caught the error, by
 * {@link dev.sluice.redis.guard.GuardExtension}, which JUnit finds by itself.
 *
 * <p>{@link dev.sluice.redis.guard.BlockingGuard} is the one place of what may block, each with its reason.
 * {@link dev.sluice.redis.guard.Guarded} brings the same into a process that a test starts.
 */
@NullMarked
package dev.sluice.redis.guard;

import org.jspecify.annotations.NullMarked;
