package dev.sluice.standalone.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedisBinaryTest {

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, LINUX_AMD64",
        "Linux, aarch64, LINUX_ARM64",
        "Mac OS X, x86_64, MACOS_AMD64",
        "Mac OS X, aarch64, MACOS_ARM64",
    })
    void eachPlatformHasItsBinary(String osName, String osArch, RedisBinary expected) {
        assertThat(RedisBinary.of(osName, osArch)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"Windows 11, amd64", "Linux, riscv64", "FreeBSD, amd64"})
    void anotherPlatformIsToldWhatThereIsAndWhatToDo(String osName, String osArch) {
        assertThatThrownBy(() -> RedisBinary.of(osName, osArch))
                .isInstanceOf(RedisFailedException.class)
                .hasMessageContaining(osName + " on " + osArch)
                .hasMessageContaining("Linux and macOS, each on amd64 and arm64")
                .hasMessageContaining("Run a Redis 7 of your own");
    }

    @Test
    void theUsersCacheComesBeforeTheStateFolder() {
        Path state = Path.of("/state");
        assertThat(CacheFolder.candidates(Map.of("XDG_CACHE_HOME", "/x"), "Linux", "/home/u", state))
                .containsExactly(Path.of("/x/sluice"), Path.of("/state/cache"));
        assertThat(CacheFolder.candidates(Map.of(), "Linux", "/home/u", state))
                .containsExactly(Path.of("/home/u/.cache/sluice"), Path.of("/state/cache"));
        assertThat(CacheFolder.candidates(Map.of(), "Mac OS X", "/Users/u", state))
                .containsExactly(Path.of("/Users/u/Library/Caches/sluice"), Path.of("/state/cache"));
        assertThat(CacheFolder.candidates(Map.of("XDG_CACHE_HOME", "relative"), "Linux", "?", state))
                .containsExactly(Path.of("/state/cache"));
    }
}
