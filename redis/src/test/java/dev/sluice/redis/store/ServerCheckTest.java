package dev.sluice.redis.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerCheckTest {

    @ParameterizedTest
    @ValueSource(strings = {"noeviction", "volatile-lru", "volatile-ttl"})
    void aServerThatKeepsWhatHasNoTtlIsFit(String policy) {
        assertThat(ServerCheck.complaints(info("7.0.15", policy))).isEmpty();
        assertThat(ServerCheck.complaints(info("10.1", policy))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"allkeys-lru", "allkeys-lfu", "allkeys-random"})
    void aServerThatMayThrowPlacesAwayIsNot(String policy) {
        assertThat(ServerCheck.complaints(info("7.2.4", policy)))
                .singleElement()
                .asString()
                .contains(policy, "listeners lose their places", "noeviction");
    }

    @Test
    void anOldServerIsNamedByItsVersionAndOneThatTellsNoneToo() {
        assertThat(ServerCheck.complaints(info("6.2.14", "noeviction")))
                .singleElement()
                .asString()
                .contains("'6.2.14'", "7.0");
        assertThat(ServerCheck.complaints("")).singleElement().asString().contains("''");
    }

    private static String info(String version, String policy) {
        return "# Server\r\nredis_version:" + version + "\r\nos:Linux\r\n# Memory\r\nmaxmemory_policy:" + policy
                + "\r\n";
    }
}
