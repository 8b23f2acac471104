package dev.sluice.gateway.pages;

/** Why somebody with a ticket is not in yet. */
public enum Standing {
    /** The stream is full, others are ahead. */
    WAITING("full"),
    /** It is this ticket's turn; a place is free any moment. */
    CALLED("full"),
    /** Nobody is being called now. */
    HOLD("hold"),
    /** The gate is {@code reject}: nobody new is let in, who waits keeps the place. */
    REJECT("reject"),
    /** The gate is {@code maintenance}: likewise. */
    MAINTENANCE("maintenance"),
    /** Redis does not answer: the ticket holds, nobody can be called. */
    STORE_LOST("store-lost"),
    /** Redis lost what it knew, and listeners are getting their slots back: the ticket holds, nobody is called yet. */
    RECOVERING("recovering");

    private final String reason;

    Standing(String reason) {
        this.reason = reason;
    }

    /** Its name in the ticket document's {@code reason}. {@link #CALLED} differs from {@link #WAITING} in {@code state}. */
    public String reason() {
        return reason;
    }
}
