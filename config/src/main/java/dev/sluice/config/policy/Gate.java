package dev.sluice.config.policy;

/** A stream's mode towards listeners who hold no slot. */
public enum Gate {
    /** Slots without a limit. */
    OPEN,
    /** Slots, and a queue once they run out. */
    AUTO,
    /** Everyone new waits; nobody is called. */
    HOLD,
    /** Everyone new is refused when the stream is full; no new tickets. */
    REJECT,
    /** Everyone new sees the maintenance page. */
    MAINTENANCE
}
