package dev.sluice.gateway;

import dev.sluice.gateway.edge.Client;
import dev.sluice.gateway.edge.EdgeRequest;
import dev.sluice.gateway.edge.HeaderFields;
import dev.sluice.gateway.edge.TrustedProxies;
import dev.sluice.gateway.reply.Field;
import dev.sluice.gateway.reply.Reply;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Translates between Spring's exchange and the types of the decision chain. */
final class Exchanges {

    private static final String REQUEST = Exchanges.class.getName() + ".request";

    private final TrustedProxies proxies;

    Exchanges(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    /** The request, read once for each exchange. */
    EdgeRequest request(ServerWebExchange exchange) {
        EdgeRequest known = exchange.getAttribute(REQUEST);
        if (known != null) {
            return known;
        }
        ServerHttpRequest request = exchange.getRequest();
        URI uri = request.getURI();
        HeaderFields headers = name -> request.getHeaders().getOrEmpty(name);
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        EdgeRequest read = new EdgeRequest(
                request.getMethod().name(),
                path,
                uri.getRawQuery(),
                TokenStripping.tokenOf(request),
                headers,
                client(request, uri, headers));
        exchange.getAttributes().put(REQUEST, read);
        return read;
    }

    private Client client(ServerHttpRequest request, URI uri, HeaderFields headers) {
        String scheme = request.getSslInfo() != null || "https".equalsIgnoreCase(uri.getScheme()) ? "https" : "http";
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        return proxies.client(peer(request.getRemoteAddress()), scheme, authority, headers);
    }

    /** Who is connected to us. */
    static InetAddress peer(@Nullable InetSocketAddress address) {
        InetAddress known = address == null ? null : address.getAddress();
        return known == null ? InetAddress.getLoopbackAddress() : known;
    }

    /** Writes a reply. */
    static Mono<Void> write(ServerWebExchange exchange, Reply reply, String requestId) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(reply.status()));
        HttpHeaders headers = response.getHeaders();
        set(headers, reply.fields());
        headers.set("X-Request-Id", requestId);
        ByteBuffer body = reply.body();
        if (reply.status() == 204 || reply.status() == 304) {
            return response.setComplete();
        }
        boolean head = HttpMethod.HEAD.equals(exchange.getRequest().getMethod());
        // of what only the origin has, nobody here knows the length: better none than a wrong one
        if (!head || body.hasRemaining()) {
            headers.setContentLength(body.remaining());
        }
        if (head || !body.hasRemaining()) {
            return response.setComplete();
        }
        DataBuffer buffer = response.bufferFactory().wrap(body);
        return response.writeWith(Mono.just(buffer));
    }

    /** Sets header fields; those that may stand there several times are added. */
    static void set(HttpHeaders headers, List<Field> fields) {
        for (Field field : fields) {
            if (field.name().equals(HttpHeaders.SET_COOKIE)) {
                headers.add(field.name(), field.value());
            } else if (field.name().equals(HttpHeaders.VARY)) {
                // an origin that failed is answered for by two of us
                if (!headers.getVary().contains(field.value())) {
                    headers.add(field.name(), field.value());
                }
            } else {
                headers.set(field.name(), field.value());
            }
        }
    }
}
