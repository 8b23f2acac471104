/**
 * The edge: what was asked, by whom, of which stream.
 *
 * <p>A request is read once, into {@link dev.sluice.gateway.edge.EdgeRequest}, a small type of ours that neither Spring
 * nor Reactor Netty knows, so that every way into the gateway can ask the same decision chain. The stream is found in a
 * hash of ids, a hash of hosts and a tree of path prefixes: 10,000 streams cost what one does. Addresses that headers
 * tell are believed only where a trusted proxy sent them.
 */
@NullMarked
package dev.sluice.gateway.edge;

import org.jspecify.annotations.NullMarked;
