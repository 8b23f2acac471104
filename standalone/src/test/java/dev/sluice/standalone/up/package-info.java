/** Tests of the parts of {@code up}. */
@NullMarked
package dev.sluice.standalone.up;

import org.jspecify.annotations.NullMarked;
