package dev.sluice.admin.key;

import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A key as it is kept.
 *
 * @param name what the audit log calls its holder: 1 to 64 of letters, digits, {@code .}, {@code _} and {@code -}
 * @param role what it allows: {@code viewer} reads, {@code operator} changes too
 * @param hash {@code sha256:} and the SHA-256 of the key in hex
 */
public record ApiKey(
        @DefaultValue("") String name,
        Role role,
        @DefaultValue("") String hash) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");

    public ApiKey {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name of an API key: '" + name + "' (expected: 1 to 64 of letters, digits, '.', '_' and '-')");
        }
        if (!HASH.matcher(hash).matches()) {
            throw new IllegalArgumentException("hash of the API key " + name
                    + ": (expected: sha256: and 64 hex digits, as ./sluice key create prints it)");
        }
    }

    /** Without the hash: it ends up in logs. */
    @Override
    public String toString() {
        return name + " (" + role.text() + ")";
    }
}
