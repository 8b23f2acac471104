package dev.sluice.redis.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.file.InvalidFileException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StorePropertiesTest {

    /** What a password that is not encoded makes of a URI: no host, or one before a port that is its beginning. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://user:hunter/2@db.example:6379",
                "redis://user:hunter?2@db.example:6379",
                "redis://user:hunter#2@db.example:6379",
                "redis://user:hunter@2@db.example:6379",
                "redis://user:12/hunter@db.example:6379",
                "redis://user:12?hunter@db.example:6379",
                "redis://user:12#hunter@db.example:6379",
                "redis:///hunter",
                "redis:hunter"
            })
    void aUriWithoutAHostThatCanBeReadIsRefusedAndNotRepeated(String uri) {
        assertThatThrownBy(() -> properties(uri))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("sluice.redis.uri")
                .hasMessageContaining("redis://[user:password@]host:port[/database]")
                .hasMessageContaining("%2F")
                .hasMessageNotContaining("hunter")
                .hasMessageNotContaining("user:12");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://db.example",
                "redis://user:hunter%2F2%40@db.example:6379/1",
                "rediss://:hunter@[::1]:6379?timeout=2s"
            })
    void aUriWithAHostIsTaken(String uri) {
        assertThat(properties(uri).server()).endsWith(":6379");
    }

    @Test
    void whereItIsSaysNothingOfWhoAsks() {
        assertThat(properties("redis://user:hunter@db.example:6380/2").address())
                .isEqualTo("db.example:6380/2");
        assertThat(properties("redis://user:hunter@db.example:6380/2").toString())
                .doesNotContain("hunter");
    }

    private static StoreProperties properties(String uri) {
        return new StoreProperties(URI.create(uri), Duration.ofMillis(50), Duration.ofSeconds(2));
    }
}
