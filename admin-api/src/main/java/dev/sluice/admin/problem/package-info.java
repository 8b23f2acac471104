/** What the admin API says when it does not do what it was asked: RFC 9457 documents that tell what to do. */
@NullMarked
package dev.sluice.admin.problem;

import org.jspecify.annotations.NullMarked;
