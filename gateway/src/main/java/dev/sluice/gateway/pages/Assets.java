package dev.sluice.gateway.pages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.zip.GZIPOutputStream;

/** The files that pages load: hls.js out of its WebJar, under a path with its version. */
final class Assets {

    private static final String PROPERTIES = "/META-INF/maven/org.webjars.npm/hls.js/pom.properties";

    private final Map<String, Asset> files;
    private final String playerPath;
    private final String playerIntegrity;

    Assets() {
        String version = version();
        byte[] player = Resource.bytes("/META-INF/resources/webjars/hls.js/" + version + "/dist/hls.min.js");
        this.playerPath = "/.sluice/assets/hls.js/" + version + "/hls.min.js";
        this.playerIntegrity = Resource.hash(player);
        Map<String, String> headers = Map.of(
                "Content-Type", "text/javascript;charset=UTF-8",
                "Cache-Control", "public, max-age=31536000, immutable",
                "Vary", "Accept-Encoding",
                "X-Content-Type-Options", "nosniff");
        this.files =
                Map.of(playerPath, new Asset(headers, ByteBuffer.wrap(player), ByteBuffer.wrap(compressed(player))));
    }

    Optional<Asset> find(String path) {
        return Optional.ofNullable(files.get(path));
    }

    String playerPath() {
        return playerPath;
    }

    String playerIntegrity() {
        return playerIntegrity;
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = Assets.class.getResourceAsStream(PROPERTIES)) {
            if (in == null) {
                throw new IllegalStateException("The WebJar of hls.js is missing from the class path (no " + PROPERTIES
                        + "): the listener page could not play. Add org.webjars.npm:hls.js.");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(PROPERTIES + " cannot be read", e);
        }
        return properties.getProperty("version");
    }

    private static byte[] compressed(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory cannot fail", e);
        }
        return out.toByteArray();
    }
}
