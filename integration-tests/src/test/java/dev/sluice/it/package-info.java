/** The whole product from outside: many processes, a real Redis, real players, faults. */
@NullMarked
package dev.sluice.it;

import org.jspecify.annotations.NullMarked;
