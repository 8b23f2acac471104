package dev.sluice.gateway.pages;

import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A file that a page loads. Its path carries its version, so it may be kept for ever.
 *
 * @param headers {@code Content-Type}, {@code Cache-Control}, {@code Vary} and the like; not {@code Content-Length}, nor
 *     {@code Content-Encoding}
 * @param plain the bytes
 * @param gzip the same, compressed: for a request whose {@code Accept-Encoding} has {@code gzip}, to be sent with
 *     {@code Content-Encoding: gzip}
 */
public record Asset(Map<String, String> headers, ByteBuffer plain, ByteBuffer gzip) {

    public Asset {
        headers = Map.copyOf(headers);
        plain = plain.asReadOnlyBuffer();
        gzip = gzip.asReadOnlyBuffer();
    }

    /** The bytes, as a buffer of the caller's own. */
    @Override
    public ByteBuffer plain() {
        return plain.duplicate();
    }

    /** The compressed bytes, as a buffer of the caller's own. */
    @Override
    public ByteBuffer gzip() {
        return gzip.duplicate();
    }
}
