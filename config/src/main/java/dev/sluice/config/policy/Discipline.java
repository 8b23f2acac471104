package dev.sluice.config.policy;

/** The order in which those who wait are called. */
public enum Discipline {
    /** First come, first served. */
    FIFO
}
