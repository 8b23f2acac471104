package dev.sluice.gateway.reception;

/**
 * A token that goes into the playlists that a player is answered with.
 *
 * @param token the session's token
 * @param url the path and query that was asked, without a token
 * @param kind what becomes of a playlist that lists segments
 */
public record Embedding(String token, String url, Kind kind) {

    /** What becomes of a playlist that lists segments. */
    public enum Kind {
        /** Its URIs keep the token. */
        KEEP,
        /** Whoever asked had no token and reloads what it asked for: it is told of the same playlist with the token. */
        HAND_OUT
    }
}
