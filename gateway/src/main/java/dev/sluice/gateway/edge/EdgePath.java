package dev.sluice.gateway.edge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one spelling of a path. Nothing that origin and gateway might read differently gets through: dot segments are
 * resolved here, in whatever way they are encoded, and a path with an encoded slash, a backslash, a control character, a
 * dot segment that hides behind a parameter ({@code ..;x}), or one that climbs above its root, has no spelling at all.
 */
public final class EdgePath {

    private EdgePath() {}

    /** The canonical spelling of a path as sent; empty when it has none. It starts with a slash. */
    public static Optional<String> canonical(String path) {
        if (!path.startsWith("/")) {
            return Optional.empty();
        }
        Deque<String> segments = new ArrayDeque<>();
        String[] parts = path.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            String decoded = decode(parts[i]);
            if (decoded == null || hides(decoded)) {
                return Optional.empty();
            }
            boolean last = i == parts.length - 1;
            if (decoded.equals("..")) {
                if (segments.pollLast() == null) {
                    return Optional.empty();
                }
            } else if (!decoded.equals(".")) {
                segments.addLast(parts[i]);
                continue;
            }
            if (last) {
                segments.addLast("");
            }
        }
        return Optional.of("/" + String.join("/", segments));
    }

    /** Percent-decodes; null for what is no percent-encoded UTF-8. */
    static @Nullable String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            int high = i + 2 <= text.length() - 1 ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = i + 2 <= text.length() - 1 ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return null;
            }
            bytes.write(high << 4 | low);
            i += 2;
        }
        String decoded = bytes.toString(StandardCharsets.UTF_8);
        return decoded.indexOf('\uFFFD') >= 0 ? null : decoded;
    }

    private static boolean hides(String decoded) {
        if (decoded.startsWith("..;") || decoded.startsWith(".;")) {
            return true;
        }
        for (int i = 0; i < decoded.length(); i++) {
            char c = decoded.charAt(i);
            if (c == '/' || c == '\\' || Character.isISOControl(c)) {
                return true;
            }
        }
        return false;
    }
}
