package dev.sluice.gateway.pages;

import java.util.Map;

/**
 * A whole answer.
 *
 * @param status the HTTP status
 * @param headers every header that belongs to it, {@code Content-Type}, {@code Cache-Control} and
 *     {@code Content-Security-Policy} among them; not {@code Content-Length}
 * @param html the body, UTF-8
 */
public record Page(int status, Map<String, String> headers, String html) {

    public Page {
        headers = Map.copyOf(headers);
    }
}
