package dev.sluice.gateway.pages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What lies beside this class, or anywhere on the class path. Read at construction time only. */
final class Resource {

    private Resource() {}

    /** A text without what only its authors need: indentation, blank lines, and lines that are a {@code //} comment. */
    static String text(String name) {
        return new String(bytes("/dev/sluice/gateway/pages/" + name), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("//"))
                .collect(Collectors.joining("\n"));
    }

    /** Some texts, one after the other. */
    static String texts(String... names) {
        return Stream.of(names).map(Resource::text).collect(Collectors.joining("\n"));
    }

    static byte[] bytes(String path) {
        try (InputStream in = Resource.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + path + " is missing from the class path: the build is"
                        + " incomplete. Build again with ./mvnw clean verify.");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("The resource " + path + " cannot be read", e);
        }
    }

    /** As content security policies and {@code integrity} attributes want it: {@code sha256-} and base64. */
    static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JDK has no SHA-256, which every JDK must have", e);
        }
    }
}
