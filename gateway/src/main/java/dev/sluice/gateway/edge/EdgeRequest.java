package dev.sluice.gateway.edge;

import org.jspecify.annotations.Nullable;

/**
 * A request, as it came.
 *
 * @param method the method, in capitals
 * @param path the path as sent, percent-encoded
 * @param query the query as sent, without the {@code sluice} parameter; null when there is none
 * @param token what the {@code sluice} parameter held; null when there was none
 * @param headers the header fields
 * @param client who sent it
 */
public record EdgeRequest(
        String method,
        String path,
        @Nullable String query,
        @Nullable String token,
        HeaderFields headers,
        Client client) {

    /** The path and the query, as a link on the site that was asked: never one that a browser takes for another host. */
    public String pathAndQuery() {
        String link = path.startsWith("//") ? "/." + path : path;
        return query == null ? link : link + "?" + query;
    }
}
