package dev.sluice.gateway;

import dev.sluice.gateway.edge.QueryToken;
import java.net.URI;
import java.util.Objects;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/**
 * Takes the token out of a request's URI, and out of the referrer, before there is an exchange: what logs, traces and asks
 * the origin never sees it. It waits in the attribute {@link Exchanges#TOKEN}.
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
        if (found.token() != null) {
            request.getAttributes().put(Exchanges.TOKEN, found.token());
        }
        ServerHttpRequest.Builder clean = request.mutate();
        if (queried) {
            clean.uri(URI.create(QueryToken.removeFrom(uri.toString())));
        }
        if (referred) {
            clean.header(HttpHeaders.REFERER, QueryToken.removeFrom(referrer));
        }
        ServerHttpRequest built = clean.build();
        Object token = request.getAttributes().get(Exchanges.TOKEN);
        if (token != null) {
            built.getAttributes().put(Exchanges.TOKEN, token);
        }
        return next.handle(built, response);
    }
}
