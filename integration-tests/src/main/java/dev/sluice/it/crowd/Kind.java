package dev.sluice.it.crowd;

/** What a listener listens with, and so how its tokens travel. */
public enum Kind {
    /** Asks for the listener page, keeps cookies, polls as the page's script does. */
    BROWSER,
    /** Joins by {@code POST} and sends tokens in headers. */
    APP,
    /** Asks for the playlist, keeps no cookies, and has its token in the URL. */
    PLAYER
}
