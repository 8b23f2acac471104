/**
 * Streams and their policies over HTTP: {@code /v1/streams}. A write is an edit of the stream's document, which the
 * store takes as a whole or not at all; each is one line of the audit log.
 *
 * <p>Writes need {@code If-Match} with the revision that they are based on; event mode alone does not, for there the last
 * switch wins.
 */
@NullMarked
package dev.sluice.admin.policy;

import org.jspecify.annotations.NullMarked;
