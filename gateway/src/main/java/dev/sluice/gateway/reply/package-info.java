/**
 * Answers that the gateway gives itself: problems (RFC 9457), documents, and what goes with every answer. Knows no
 * framework; nothing here decides anything.
 */
@NullMarked
package dev.sluice.gateway.reply;

import org.jspecify.annotations.NullMarked;
