/** Tests of the single process as users run it: the executable jar, in folders and on ports of their own. */
@NullMarked
package dev.sluice.standalone;

import org.jspecify.annotations.NullMarked;
