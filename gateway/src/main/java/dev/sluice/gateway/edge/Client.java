package dev.sluice.gateway.edge;

import java.util.List;

/**
 * Who sent a request, and how.
 *
 * @param address the listener's address, as text
 * @param path the addresses that it came through, the listener's first, the one that is connected to us last
 * @param https whether the listener used https
 * @param host the host that was asked, without a port, in small letters
 * @param authority the host with its port, as asked
 * @param requestId the request's id, in logs, answers and what the origin gets
 */
public record Client(
        String address, List<String> path, boolean https, String host, String authority, String requestId) {

    public Client {
        path = List.copyOf(path);
    }

    /** The scheme that the listener used. */
    public String scheme() {
        return https ? "https" : "http";
    }

    /** The site that was asked, as browsers name it in {@code Origin}. */
    public String site() {
        return scheme() + "://" + authority;
    }
}
