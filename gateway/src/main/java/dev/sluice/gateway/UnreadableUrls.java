package dev.sluice.gateway;

import dev.sluice.gateway.edge.Client;
import dev.sluice.gateway.edge.EdgeRequest;
import dev.sluice.gateway.edge.HeaderFields;
import dev.sluice.gateway.edge.TrustedProxies;
import dev.sluice.gateway.reception.FrontDoor;
import dev.sluice.gateway.reply.Problem;
import dev.sluice.gateway.reply.Reply;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.springframework.beans.factory.ObjectProvider;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Answers requests whose URL is none: a raw {@code |} or <code>{</code>, a percent sign with nothing behind it. Spring's
 * adapter gives them up before there is an exchange, with a bare 400 and without an id. Their paths are not looked at.
 */
final class UnreadableUrls {

    private final ObjectProvider<FrontDoor> door;
    private final ObjectProvider<TrustedProxies> proxies;

    /** Asks for what it needs only when it is needed: the server is made before the rest of the gateway. */
    UnreadableUrls(ObjectProvider<FrontDoor> door, ObjectProvider<TrustedProxies> proxies) {
        this.door = door;
        this.proxies = proxies;
    }

    /** What was to be done for a request; an answer where the adapter gave up, which it alone does before anything runs. */
    Mono<Void> answer(Mono<Void> handled, Connection connection) {
        boolean givenUp = connection instanceof HttpServerResponse response
                && response.status().code() == HttpResponseStatus.BAD_REQUEST.code();
        return givenUp && connection instanceof HttpServerRequest request
                ? write(request, (HttpServerResponse) connection)
                : handled;
    }

    private Mono<Void> write(HttpServerRequest request, HttpServerResponse response) {
        HeaderFields headers = name -> request.requestHeaders().getAll(name);
        String authority = headers.first("Host").orElse("");
        Client client = proxies.getObject()
                .client(Exchanges.peer(request.remoteAddress()), request.scheme(), authority, headers);
        EdgeRequest asked = new EdgeRequest(request.method().name(), "/", null, null, headers, client);
        Reply reply = door.getObject()
                .problem(
                        asked,
                        Problem.of(
                                400,
                                "unreadable-url",
                                "The URL cannot be read",
                                "The path or the query has a character that URLs do not have, or a percent sign without two"
                                        + " digits. Write such characters percent-encoded: | is %7C, { is %7B, % is %25."));
        reply.fields().forEach(field -> response.addHeader(field.name(), field.value()));
        response.header("X-Request-Id", client.requestId());
        response.header(
                HttpHeaderNames.CONTENT_LENGTH, Integer.toString(reply.body().remaining()));
        return request.method().name().equals("HEAD")
                ? response.send().then()
                : response.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(reply.body())))
                        .then();
    }
}
