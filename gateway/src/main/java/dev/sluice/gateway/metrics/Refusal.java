package dev.sluice.gateway.metrics;

/** Why somebody was not let in. */
public enum Refusal {
    /** The stream is full, and this one takes no ticket: a player. */
    FULL("full"),
    /** The stream is full, and its gate is {@code reject}: it has no queue. */
    REJECT("reject"),
    /** The gate is {@code hold}, and this one takes no ticket. */
    HOLD("hold"),
    /** The gate is {@code maintenance}. */
    MAINTENANCE("maintenance"),
    /** The stream is over. */
    ENDED("ended"),
    /** The store did not answer. */
    STORE_LOST("store-lost"),
    /** The store lost its state, and listeners are getting their slots back. */
    RECOVERING("recovering");

    private final String tag;

    Refusal(String tag) {
        this.tag = tag;
    }

    /** Its name in meters and documents. */
    public String tag() {
        return tag;
    }
}
