/** The one clock of a node, injected wherever time is read, so that tests can move it. */
@NullMarked
package dev.sluice.config.time;

import org.jspecify.annotations.NullMarked;
