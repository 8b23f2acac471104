package dev.sluice.gateway.reception;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.StreamId;
import dev.sluice.gateway.edge.EdgeRequest;

/**
 * A request to a stream.
 *
 * @param request the request
 * @param live the stream
 * @param credentials the tokens that came with it
 */
record Visit(EdgeRequest request, LivePolicy live, Credentials credentials) {

    StreamId stream() {
        return live.id();
    }

    boolean is(String method) {
        return request.method().equals(method);
    }

    /** Where the stream's own interface is. */
    String control(String name) {
        return "/.sluice/" + live.id() + "/" + name;
    }

    /** Where the stream's programme is played, on the host that was asked. */
    String play() {
        if (live.policy().hosts().contains(request.client().host())) {
            return "/" + live.policy().play();
        }
        return "/live/" + live.id() + "/" + live.policy().play();
    }
}
