package dev.sluice.config.policy;

/** What whoever is not in meets while the store does not answer. */
public enum StoreLoss {
    /** They read why, and wait. */
    CLOSED,
    /** They are let in without a slot. */
    OPEN
}
