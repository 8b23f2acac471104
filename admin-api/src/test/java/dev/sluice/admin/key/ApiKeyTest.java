package dev.sluice.admin.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiKeyTest {

    private static final String HASH = KeyHash.of("slk_x");

    @Test
    void aHashIsTheDigestInHex() {
        assertThat(KeyHash.of("abc"))
                .isEqualTo("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void theHashIsNotInItsText() {
        assertThat(new ApiKey("ci", Role.VIEWER, HASH)).hasToString("ci (viewer)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "a\nb", "x=y", "ä"})
    void aNameCannotForgeALineOfTheAuditLog(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ApiKey(name, Role.VIEWER, HASH))
                .withMessageContaining("expected: 1 to 64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "slk_secret", "sha256:", "sha256:BA", "md5:00"})
    void whatIsNoHashIsRefusedAndNotRepeated(String hash) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ApiKey("ci", Role.VIEWER, hash))
                .withMessageNotContaining("slk_secret");
    }

    @Test
    void aRoleHasOneSpelling() {
        assertThat(Role.of("operator")).isEqualTo(Role.OPERATOR);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Role.of("root"))
                .withMessageContaining("viewer or operator");
    }
}
