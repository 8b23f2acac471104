package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EdgePathTest {

    @ParameterizedTest
    @CsvSource({
        "/,/",
        "/a/b.ts,/a/b.ts",
        "/a/./b,/a/b",
        "/a/../b,/b",
        "/a/b/..,/a/",
        "/a/.,/a/",
        "/a/%2e%2E/b,/b",
        "/a/%2e/b,/a/b",
        "/a//b,/a//b",
        "/a%20b,/a%20b",
        "/%C3%A9,/%C3%A9",
        "/...,/...",
        "/a;x=1,/a;x=1",
        "/a%2525,/a%2525",
    })
    void aPathHasOneSpelling(String sent, String canonical) {
        assertThat(EdgePath.canonical(sent)).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "/..",
                "/a/../..",
                "/%2e%2e/a",
                "/a/%2E./../..",
                "/a%2fb",
                "/a%2Fb",
                "/a%5cb",
                "/a\\b",
                "/a%00b",
                "/a%0d%0ab",
                "/..;x/a",
                "/a/..;/b",
                "/.;/a",
                "/a%",
                "/a%2",
                "/a%zz",
                "/%ff",
                "/%c0%ae%c0%ae/a"
            })
    void whatCouldBeReadInTwoWaysHasNone(String sent) {
        assertThat(EdgePath.canonical(sent)).isEmpty();
    }
}
