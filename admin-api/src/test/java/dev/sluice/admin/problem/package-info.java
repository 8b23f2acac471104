/** What the admin API answers where no resource does. */
@NullMarked
package dev.sluice.admin.problem;

import org.jspecify.annotations.NullMarked;
