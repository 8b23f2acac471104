/**
 * {@code sluice up}: starts Redis, the demo origin, a gateway and the admin API in this process, and stops them again,
 * those who use something before what they use.
 *
 * <p>Gateway and admin API are two Spring contexts on one class path. What keeps them apart: an import filter leaves out
 * of each the auto-configurations that only the other one's libraries bring; each has event loops of its own, or closing
 * one would close the other's connections; each reads its own {@code sluice-….yml}; and neither adds its meters to
 * Micrometer's global registry.
 */
@NullMarked
package dev.sluice.standalone.up;

import org.jspecify.annotations.NullMarked;
