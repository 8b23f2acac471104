/**
 * Live policy: what the nodes run, how a change reaches them, and which of them run it. Ports for gateway and admin API;
 * their state is in Redis, announced by publish/subscribe and found by polling when an announcement is lost.
 */
@NullMarked
package dev.sluice.redis.policy;

import org.jspecify.annotations.NullMarked;
