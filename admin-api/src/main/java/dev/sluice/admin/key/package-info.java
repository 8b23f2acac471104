/**
 * API keys: who may talk to the admin API, and as what. A key is 256 random bits, shown once; kept is its SHA-256, which
 * is enough for random keys and costs nothing a request. Keys come from the configuration and from a file in the state
 * folder, which is read again when it changes.
 */
@NullMarked
package dev.sluice.admin.key;

import org.jspecify.annotations.NullMarked;
