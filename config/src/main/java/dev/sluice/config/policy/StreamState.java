package dev.sluice.config.policy;

/** Whether a programme is on. */
public enum StreamState {
    /** It is on, or will be. */
    LIVE,
    /** It is over: everybody gets 410 with the end page, and polls stop. */
    ENDED
}
