/** The pages, as text and in a real browser. */
@NullMarked
package dev.sluice.gateway.pages;

import org.jspecify.annotations.NullMarked;
