/**
 * The control plane: the REST resources with which operators read and change policies while gateways run.
 *
 * <p>Owns resources, security and the audit trail of what its callers change (logger {@code sluice.audit}). It never
 * imports a gateway class: a change goes through the ports of {@code redis}, and gateways report there what they have
 * applied. At its start it publishes the operator's file, where that differs from what the store has. Reads are
 * answered from what this node runs, also while the store is lost; writes then say so.
 */
@NullMarked
package dev.sluice.admin;

import org.jspecify.annotations.NullMarked;
