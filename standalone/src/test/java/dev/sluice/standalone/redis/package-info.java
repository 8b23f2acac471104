/** Tests of the embedded Redis, with real processes. */
@NullMarked
package dev.sluice.standalone.redis;

import org.jspecify.annotations.NullMarked;
