package dev.sluice.redis.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script of this module's resources.
 *
 * @param name the file's name without its ending; the meters' tag
 * @param source the text that Redis runs
 * @param digest its SHA-1 in hex, by which Redis finds it
 */
public record Script(String name, String source, String digest) {

    /** Reads the resource {@code name.lua} beside {@code owner}, with the files {@code before} put before it. */
    public static Script of(Class<?> owner, String name, String... before) {
        StringBuilder source = new StringBuilder();
        for (String file : before) {
            source.append(read(owner, file));
        }
        source.append(read(owner, name));
        return new Script(name, source.toString(), sha1(source.toString()));
    }

    private static String read(Class<?> owner, String file) {
        try (InputStream stream = owner.getResourceAsStream(file + ".lua")) {
            if (stream == null) {
                throw new IllegalArgumentException("no script " + file + ".lua beside " + owner.getName());
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
