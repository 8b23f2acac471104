package dev.sluice.gateway;

import dev.sluice.gateway.edge.Client;
import dev.sluice.gateway.edge.HeaderFields;
import dev.sluice.gateway.reception.Decision.Forward;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * What the origin is told: the listener's headers without our tokens; who the listener is, where the policy says so, and
 * never what the listener itself said about that.
 */
final class OriginHeaders implements HttpHeadersFilter, Ordered {

    /** A playlist is asked for whole, for its links may have to be written anew. */
    private static final List<String> PARTIAL = List.of("Range", "If-Range");

    /** With a token in it, it is another for each listener. */
    private static final List<String> CONDITIONAL =
            List.of("If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since");

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public HttpHeaders filter(HttpHeaders input, ServerWebExchange exchange) {
        Forward forward = exchange.getAttribute(DecisionFilter.FORWARD);
        if (forward == null) {
            return input;
        }
        HttpHeaders headers = new HttpHeaders();
        input.forEach((name, values) -> {
            if (passes(name)) {
                headers.addAll(name, values);
            }
        });
        cookies(headers);
        headers.set("X-Request-Id", forward.client().requestId());
        if (forward.live().policy().forwardClient()) {
            tell(headers, forward.client());
        }
        if (OriginAnswer.isPlaylist(exchange.getRequest(), forward)) {
            PARTIAL.forEach(headers::remove);
            if (forward.embedding() != null) {
                CONDITIONAL.forEach(headers::remove);
            }
        }
        if (OriginAnswer.mayBePlaylist(exchange.getRequest(), forward)) {
            headers.set(HttpHeaders.ACCEPT_ENCODING, readable(headers));
        }
        return headers;
    }

    /** What may be a playlist is asked for in a coding that can be read here, and that the listener can read too. */
    private static String readable(HttpHeaders headers) {
        HeaderFields fields = headers::getOrEmpty;
        return fields.list(HttpHeaders.ACCEPT_ENCODING).contains("gzip") ? "gzip" : "identity";
    }

    private static boolean passes(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return !small.startsWith("x-forwarded-")
                && !small.equals("forwarded")
                && !small.equals("x-real-ip")
                && !small.startsWith("sluice-")
                && !small.equals("upgrade");
    }

    private static void cookies(HttpHeaders headers) {
        List<String> kept = new ArrayList<>();
        for (String line : headers.getOrEmpty(HttpHeaders.COOKIE)) {
            for (String pair : line.split(";", -1)) {
                String cookie = pair.strip();
                if (!cookie.isEmpty() && !cookie.startsWith("sluice-s-") && !cookie.startsWith("sluice-t-")) {
                    kept.add(cookie);
                }
            }
        }
        headers.remove(HttpHeaders.COOKIE);
        if (!kept.isEmpty()) {
            headers.set(HttpHeaders.COOKIE, String.join("; ", kept));
        }
    }

    private static void tell(HttpHeaders headers, Client client) {
        headers.set("X-Forwarded-For", String.join(", ", client.path()));
        headers.set("X-Forwarded-Proto", client.scheme());
        headers.set("X-Forwarded-Host", client.authority());
        String address = client.address().indexOf(':') >= 0 ? "[" + client.address() + "]" : client.address();
        headers.set(
                "Forwarded",
                "for=\"" + address + "\";proto=" + client.scheme() + ";host=\"" + client.authority() + "\"");
    }
}
