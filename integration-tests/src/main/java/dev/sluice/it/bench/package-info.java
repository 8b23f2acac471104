/**
 * The benchmarks: {@code ./sluice bench NAME}. Each measures what a user of the product would see, from outside, and
 * returns a {@link dev.sluice.it.bench.Report}, which says what was measured, on what, with what, and what was to be reached.
 */
@NullMarked
package dev.sluice.it.bench;

import org.jspecify.annotations.NullMarked;
