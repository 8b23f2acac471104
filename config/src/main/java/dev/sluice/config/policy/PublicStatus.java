package dev.sluice.config.policy;

/** How much the public status document tells. */
public enum PublicStatus {
    /** Gate and now serving. */
    MINIMAL,
    /** Active, capacity, waiting and call rate too. */
    FULL
}
