/**
 * The control plane: the REST resources and the console with which operators read and change policies while
 * gateways run.
 *
 * <p>Owns resources, security and the audit trail. It never imports a gateway class: a change goes through the ports
 * of {@code redis}, and gateways report there what they have applied.
 */
@NullMarked
package dev.sluice.admin;

import org.jspecify.annotations.NullMarked;
