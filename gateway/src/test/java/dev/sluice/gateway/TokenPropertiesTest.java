package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What stops a gateway from starting. */
final class TokenPropertiesTest {

    private static final String SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    @Test
    void withoutAKeyItSaysHowToMakeOne() {
        assertThatThrownBy(() -> new TokenProperties(List.of()))
                .hasMessageContaining("sluice.tokens.keys")
                .hasMessageContaining("openssl rand -base64 32")
                .hasMessageContaining("SLUICE_TOKENS_KEYS_0_SECRET");
    }

    @Test
    void aKeyThatIsTooShortOrTwiceThereIsNamed() {
        assertThatThrownBy(() -> new TokenProperties(List.of(new TokenProperties.Key("k1", "c2hvcnQ="))))
                .hasMessageContaining("sluice.tokens.keys[0]")
                .hasMessageContaining("5 bytes");
        TokenProperties.Key key = new TokenProperties.Key("k1", SECRET);
        assertThatThrownBy(() -> new TokenProperties(List.of(key, key)))
                .hasMessageContaining("sluice.tokens.keys[1].id: 'k1'");
        assertThat(key.toString()).doesNotContain(SECRET);
    }
}
