/** The data plane's meters, all of them in one class: names, units, tags, and how they add up. */
@NullMarked
package dev.sluice.gateway.metrics;

import org.jspecify.annotations.NullMarked;
