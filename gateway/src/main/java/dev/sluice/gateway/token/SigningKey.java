package dev.sluice.gateway.token;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key that signs tokens. Its text never shows the secret. */
public final class SigningKey {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MIN_BYTES = 32;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,16}");

    private final String id;
    private final Mac prototype;

    private SigningKey(String id, byte[] secret) {
        this.id = id;
        try {
            this.prototype = Mac.getInstance(ALGORITHM);
            this.prototype.init(new SecretKeySpec(secret, ALGORITHM));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("This JDK has no " + ALGORITHM + ", which every JDK must have", e);
        }
    }

    /**
     * A key of configuration.
     *
     * @param id names it in tokens: 1 to 16 letters, digits, {@code _} or {@code -}
     * @param secret at least 32 bytes, in base64
     * @throws IllegalArgumentException when either is not so; the message never holds the secret
     */
    public static SigningKey of(String id, String secret) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("id: '" + id + "' (expected: 1 to 16 letters, digits, _ or -)");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(secret.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("secret of key " + id + ": not base64 (expected: at least " + MIN_BYTES
                    + " random bytes in base64, as 'openssl rand -base64 32' prints them)");
        }
        if (bytes.length < MIN_BYTES) {
            throw new IllegalArgumentException(
                    "secret of key " + id + ": " + bytes.length + " bytes (expected: at least " + MIN_BYTES
                            + " random bytes in base64, as 'openssl rand -base64 32' prints them)");
        }
        return new SigningKey(id, bytes);
    }

    /** Names it in tokens. */
    public String id() {
        return id;
    }

    /** The whole HMAC of a text. */
    byte[] mac(byte[] text) {
        try {
            return ((Mac) prototype.clone()).doFinal(text);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("This JDK's " + ALGORITHM + " cannot be copied", e);
        }
    }

    @Override
    public String toString() {
        return "SigningKey[" + id + "]";
    }
}
