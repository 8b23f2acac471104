/**
 * Real processes to be started, stopped, stopped for a moment and killed: gateways, the admin API, Redis; and a
 * {@link dev.sluice.it.process.Link} between them that can be slow, silent or cut.
 *
 * <p>Every server takes a port from the system and says which. Each process has a folder of its own with its log; what was
 * started is ended with {@link dev.sluice.it.process.Cluster#close()}, or at the latest when this JVM ends.
 */
@NullMarked
package dev.sluice.it.process;

import org.jspecify.annotations.NullMarked;
