package dev.sluice.gateway.admission;

/** What a request tells about its listener. */
public enum Use {
    /** It is there. */
    LOOK,
    /** It plays, or says that it is about to: this confirms. */
    PLAY
}
