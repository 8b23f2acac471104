package dev.sluice.admin.problem;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Answers requests whose URL is none: a raw {@code |} or <code>{</code>, a percent sign with nothing behind it. Spring's
 * adapter gives them up before there is an exchange, with a bare 400. Nobody's key is looked at, for nothing is told.
 */
final class UnreadableUrls {

    private UnreadableUrls() {}

    /** What was to be done for a request; an answer where the adapter gave up, which it alone does before anything runs. */
    static Mono<Void> answer(Mono<Void> handled, Connection connection) {
        return connection instanceof HttpServerResponse response
                        && response.status().code() == HttpResponseStatus.BAD_REQUEST.code()
                ? write(response)
                : handled;
    }

    private static Mono<Void> write(HttpServerResponse response) {
        byte[] body = Problems.document(
                        HttpStatus.BAD_REQUEST,
                        "unreadable-url",
                        "The path or the query has a character that URLs do not have, or a percent sign without two"
                                + " digits. Write such characters percent-encoded: | is %7C, { is %7B, % is %25."
                                + " Nothing was changed.")
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        response.header(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
        // for a HEAD the server leaves the body out by itself
        return response.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)))
                .then();
    }
}
