/** Stand-ins for the store's ports and for an origin, honest enough to judge the gateway by, with a clock by hand. */
@NullMarked
package dev.sluice.gateway.fake;

import org.jspecify.annotations.NullMarked;
