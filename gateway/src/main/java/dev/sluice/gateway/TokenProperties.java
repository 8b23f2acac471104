package dev.sluice.gateway;

import dev.sluice.config.file.PropertyChecks;
import dev.sluice.gateway.token.SigningKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The keys of sessions and tickets, {@code sluice.tokens.*}. All gateways need the same. There is no default: a key that
 * everybody knows would let everybody in.
 *
 * @param keys the first signs, all open. To rotate, put a new one second on all gateways, then first, then drop the old
 */
@ConfigurationProperties("sluice.tokens")
public record TokenProperties(@DefaultValue List<Key> keys) {

    /**
     * One key.
     *
     * @param id names it in tokens: 1 to 16 letters, digits, {@code _} or {@code -}
     * @param secret at least 32 random bytes, in base64
     */
    public record Key(
            @DefaultValue("") String id, @DefaultValue("") String secret) {

        @Override
        public String toString() {
            return "Key[" + id + "]";
        }
    }

    public TokenProperties {
        keys = List.copyOf(keys);
        PropertyChecks checks = new PropertyChecks("sluice.tokens");
        if (keys.isEmpty()) {
            checks.wrong(
                    "keys",
                    "none",
                    "at least one, as no session could be signed without, and there is no default one. Make one with"
                            + " 'openssl rand -base64 32', and give it to all gateways as sluice.tokens.keys[0].id=k1"
                            + " and sluice.tokens.keys[0].secret=…, or in the environment as SLUICE_TOKENS_KEYS_0_ID"
                            + " and SLUICE_TOKENS_KEYS_0_SECRET");
        }
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < keys.size(); i++) {
            try {
                SigningKey.of(keys.get(i).id(), keys.get(i).secret());
            } catch (IllegalArgumentException e) {
                checks.wrong("keys[" + i + "]", e);
            }
            if (!ids.add(keys.get(i).id())) {
                checks.wrong("keys[" + i + "].id", "'" + keys.get(i).id() + "'", "an id that no other key has");
            }
        }
        checks.done();
    }

    /** The keys, to sign and open with. */
    List<SigningKey> signingKeys() {
        return keys.stream().map(key -> SigningKey.of(key.id(), key.secret())).toList();
    }
}
