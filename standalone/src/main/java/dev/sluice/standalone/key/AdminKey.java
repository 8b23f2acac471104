package dev.sluice.standalone.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A key as it is kept: whose it is and how to recognise it.
 *
 * @param name unique, for people and logs; 1 to 40 letters, digits, {@code .}, {@code _} or {@code -}
 * @param hash {@code sha256:} and the SHA-256 of the key's characters in hex. A key is 256 random bits, so nothing slower
 *     is needed to keep it from being guessed
 */
record AdminKey(String name, KeyRole role, String hash) {

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,39}";

    AdminKey {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(
                    "name: '" + name
                            + "' (expected: 1 to 40 letters, digits, dots, dashes and underlines, beginning with a letter or digit)");
        }
    }

    /** A key that nobody can guess. */
    static String newSecret() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return "slk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    static String hash(String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
