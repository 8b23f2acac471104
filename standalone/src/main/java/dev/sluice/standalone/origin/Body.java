package dev.sluice.standalone.origin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A body held in memory and how it is answered: whole, in part, or "you have it". */
final class Body {

    private final byte[] bytes;
    private final String type;
    private final String cacheControl;

    /** With its quotes; null where the body changes all the time, which then has no ranges either. */
    private final @Nullable String tag;

    Body(byte[] bytes, String type, String cacheControl, @Nullable String name) {
        this.bytes = bytes;
        this.type = type;
        this.cacheControl = cacheControl;
        this.tag = name == null ? null : '"' + name + '"';
    }

    Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        response.header(HttpHeaderNames.CACHE_CONTROL, cacheControl);
        if (tag == null) {
            return send(request, response, bytes);
        }
        response.header(HttpHeaderNames.ETAG, tag).header(HttpHeaderNames.ACCEPT_RANGES, "bytes");
        if (tag.equals(request.requestHeaders().get(HttpHeaderNames.IF_NONE_MATCH))) {
            return response.status(304).send();
        }
        ByteRange range = ByteRange.of(range(request, tag), bytes.length);
        if (range instanceof ByteRange.Part part) {
            response.status(206)
                    .header(
                            HttpHeaderNames.CONTENT_RANGE,
                            "bytes " + part.first() + "-" + part.last() + "/" + bytes.length);
            return send(request, response, Arrays.copyOfRange(bytes, part.first(), part.last() + 1));
        }
        if (range instanceof ByteRange.Nowhere) {
            return response.status(416)
                    .header(HttpHeaderNames.CONTENT_RANGE, "bytes */" + bytes.length)
                    .send();
        }
        return send(request, response, bytes);
    }

    /** None for HEAD, nor if the listener has a part of something else. */
    private static @Nullable String range(HttpServerRequest request, String tag) {
        String condition = request.requestHeaders().get(HttpHeaderNames.IF_RANGE);
        return !request.method().equals(HttpMethod.GET) || (condition != null && !condition.equals(tag))
                ? null
                : request.requestHeaders().get(HttpHeaderNames.RANGE);
    }

    private Publisher<Void> send(HttpServerRequest request, HttpServerResponse response, byte[] content) {
        response.header(HttpHeaderNames.CONTENT_TYPE, type)
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(content.length));
        return request.method().equals(HttpMethod.HEAD) ? response.send() : response.sendByteArray(Mono.just(content));
    }
}
