/** Documents that are made from the code, and held to it. */
@NullMarked
package dev.sluice.it.docs;

import org.jspecify.annotations.NullMarked;
