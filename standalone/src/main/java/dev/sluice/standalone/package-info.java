/**
 * Everything in one process: a gateway, the control plane, a real Redis as a child process and a demo origin.
 *
 * <p>For trying Sluice out and for a single machine. The one module that may use all the others; it adds how they
 * start and stop together, and no feature.
 */
@NullMarked
package dev.sluice.standalone;

import org.jspecify.annotations.NullMarked;
