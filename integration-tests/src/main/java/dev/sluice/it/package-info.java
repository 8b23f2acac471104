/**
 * Sluice seen from outside: benchmarks, synthetic listeners and the observer that judges the invariants.
 *
 * <p>They are main code, so that whoever runs Sluice can run what its tests run. The observer trusts no figure of
 * the product: it counts for itself. Rules on clocks, blocking and layers that hold for the product do not hold here.
 */
@NullMarked
package dev.sluice.it;

import org.jspecify.annotations.NullMarked;
