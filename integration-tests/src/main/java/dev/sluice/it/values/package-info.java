/** Values that change. */
@NullMarked
package dev.sluice.it.values;

import org.jspecify.annotations.NullMarked;
