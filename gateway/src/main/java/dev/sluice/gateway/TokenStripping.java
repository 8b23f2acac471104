package dev.sluice.gateway;

import dev.sluice.gateway.edge.QueryToken;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/**
 * Takes the token out of a request's URI, and out of the referrer, before there is an exchange: what logs, traces and asks
 * the origin never sees it. It waits in {@link #tokenOf}.
 */
final class TokenStripping implements HttpHandler {

    private final HttpHandler next;

    TokenStripping(HttpHandler next) {
        this.next = next;
    }

    @Override
    public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
        String referrer = request.getHeaders().getFirst(HttpHeaders.REFERER);
        boolean referred = referrer != null && referrer.contains(QueryToken.NAME);
        URI uri = request.getURI();
        QueryToken found = QueryToken.takeFrom(uri.getRawQuery());
        boolean queried = found.token() != null || !Objects.equals(found.rest(), uri.getRawQuery());
        if (!referred && !queried) {
            return next.handle(request, response);
        }
        ServerHttpRequest.Builder clean = request.mutate();
        if (queried) {
            clean.uri(URI.create(QueryToken.removeFrom(uri.toString())));
        }
        if (referrer != null && referred) {
            clean.header(HttpHeaders.REFERER, QueryToken.removeFrom(referrer));
        }
        return next.handle(new Stripped(clean.build(), found.token()), response);
    }

    /** The token that a request came with in its query; null when there was none. */
    static @Nullable String tokenOf(ServerHttpRequest request) {
        ServerHttpRequest at = request;
        while (at instanceof ServerHttpRequestDecorator decorator) {
            if (decorator instanceof Stripped stripped) {
                return stripped.token;
            }
            at = decorator.getDelegate();
        }
        return null;
    }

    /** A request without its token, which only {@link #tokenOf} tells. */
    private static final class Stripped extends ServerHttpRequestDecorator {

        private final @Nullable String token;

        Stripped(ServerHttpRequest clean, @Nullable String token) {
            super(clean);
            this.token = token;
        }
    }
}
