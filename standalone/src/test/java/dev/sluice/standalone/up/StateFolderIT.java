package dev.sluice.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateFolderIT {

    @TempDir
    private Path folder;

    @Test
    void theSigningKeyIsMadeOnceAndIs32Bytes() throws IOException {
        try (StateFolder state = StateFolder.hold(folder)) {
            String key = state.signingKey();
            assertThat(Base64.getDecoder().decode(key)).hasSize(32);
            assertThat(state.signingKey()).isEqualTo(key);
            assertThat(Files.readString(folder.resolve("signing-key"))).isEqualTo(key + "\n");
        }
    }

    @Test
    void aDamagedSigningKeyIsNotReplacedInSilence() throws IOException {
        Files.writeString(folder.resolve("signing-key"), "oops");
        try (StateFolder state = StateFolder.hold(folder)) {
            assertThatThrownBy(state::signingKey)
                    .isInstanceOf(UpFailedException.class)
                    .hasMessageContaining("holds no signing key (expected: 32 bytes in base64)");
        }
    }

    @Test
    void forgettingLeavesWhatIsNotOursAndFollowsNoLink() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("precious"), "");
        Path redis = Files.createDirectories(folder.resolve("redis/appendonlydir"));
        Files.createSymbolicLink(redis.resolve("link"), elsewhere);
        try (StateFolder state = StateFolder.hold(folder)) {
            state.signingKey();
            state.keepOriginPort(40_000);

            state.forget();

            assertThat(folder.resolve("redis")).doesNotExist();
            assertThat(folder.resolve("signing-key")).doesNotExist();
            assertThat(state.originPort()).isZero();
            assertThat(elsewhere.resolve("precious")).exists();
        }
    }
}
