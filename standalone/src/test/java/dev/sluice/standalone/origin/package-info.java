/** Tests of the demo origin: its arithmetic on times that are given, and what players make of it. */
@NullMarked
package dev.sluice.standalone.origin;

import org.jspecify.annotations.NullMarked;
