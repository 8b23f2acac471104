package dev.sluice.it.process;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/**
 * The operator's file of a cluster, {@code config/sluice.yml} in its folder: its streams, and {@code other}, which
 * has no slots and so opens for nobody.
 */
final class OperatorFile {

    /** The one API key. It opens nothing but processes of a test. */
    static final String KEY = "sluice-it-operator-key-0123456789abcdef";

    private OperatorFile() {}

    static void write(Path folder, Cluster.Plan plan, URI origin) throws IOException {
        String secret = Base64.getEncoder()
                .encodeToString("the signing key of tests, not a secret".getBytes(StandardCharsets.UTF_8));
        StringBuilder text = new StringBuilder("sluice:\n  streams:\n");
        for (String stream : plan.streams()) {
            text.append("    ").append(stream).append(":\n");
            if (!plan.stream().containsKey("origin")) {
                text.append("      origin: ").append(origin).append('\n');
            }
            lines(plan.stream(), text);
        }
        text.append("    other:\n      origin: ").append(origin).append("\n      capacity: 0\n");
        if (!plan.overlays().isEmpty()) {
            text.append("  overlays:\n");
            plan.overlays().forEach((name, settings) -> {
                text.append("    ").append(name).append(":\n");
                lines(settings, text);
            });
        }
        text.append("  tokens:\n    keys:\n      - id: k1\n        secret: ")
                .append(secret)
                .append('\n');
        text.append("  admin:\n    keys:\n      - name: tests\n        role: operator\n        hash: ")
                .append(hash())
                .append('\n');
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(config.resolve("sluice.yml"), text);
    }

    private static void lines(Map<String, String> settings, StringBuilder text) {
        settings.forEach((name, value) ->
                text.append("      ").append(name).append(": ").append(value).append('\n'));
    }

    private static String hash() {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
