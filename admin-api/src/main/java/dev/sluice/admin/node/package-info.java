/** Which nodes there are, and which of them run a revision. */
@NullMarked
package dev.sluice.admin.node;

import org.jspecify.annotations.NullMarked;
