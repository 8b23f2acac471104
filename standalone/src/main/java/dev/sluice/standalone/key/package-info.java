/**
 * API keys of the admin API, kept as hashes in a file that the admin API reads: made, listed and deleted from the
 * command line, whether Sluice runs or not.
 */
@NullMarked
package dev.sluice.standalone.key;

import org.jspecify.annotations.NullMarked;
