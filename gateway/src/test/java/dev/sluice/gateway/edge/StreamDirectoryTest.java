package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.fake.FakePolicies;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StreamDirectoryTest {

    private final FakePolicies policies = new FakePolicies();
    private final StreamDirectory directory = new StreamDirectory(policies);

    @BeforeEach
    void streams() {
        policies.put("demo", "{'origin':'http://127.0.0.1:1024/'}");
        policies.put("radio", "{'origin':'http://127.0.0.1:1024/','hosts':['radio.example'],'prefixes':['/fm/one/']}");
        policies.put("two", "{'origin':'http://127.0.0.1:1024/','prefixes':['/fm/','/fm/one/two/']}");
    }

    @ParameterizedTest
    @CsvSource({
        "any,/live/demo/a/b.ts,demo,/live/demo,/a/b.ts",
        "any,/live/demo/,demo,/live/demo,/",
        "any,/live/demo/a/../b,demo,/live/demo,/b",
        "radio.example,/whatever/b.ts,radio,'',/whatever/b.ts",
        "radio.example,/live/demo/b.ts,radio,'',/live/demo/b.ts",
        "any,/fm/one/b.ts,radio,/fm/one,/b.ts",
        "any,/fm/b.ts,two,/fm,/b.ts",
        "any,/fm/onetwo/b.ts,two,/fm,/onetwo/b.ts",
        "any,/fm/one/two/b.ts,two,/fm/one/two,/b.ts",
    })
    void aPathBelongsToAStream(String host, String path, String stream, String root, String below) {
        Target.Media media = (Target.Media) directory.find(host, path);
        assertThat(media.live().id().value()).isEqualTo(stream);
        assertThat(media.root()).isEqualTo(root);
        assertThat(media.path()).isEqualTo(below);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/live/",
                "/live/demo",
                "/live/none/a",
                "/live/DEMO/a",
                "/live/demo/../demo/a",
                "/live/demo/../two/a",
                "/live/demo/a/../../b",
                "/live/demo/%2e%2e/b",
                "/x/../live/demo/a",
                "/fm/../fm/a",
                "/fm/one/../../a",
                "/listen/none",
                "/listen/demo/x",
                "/.sluice/none/ticket",
                "/.sluice/",
                "/.sluice/demo",
                "/live/demo/a%2f..%2f..%2fx"
            })
    void everythingElseIsNothing(String path) {
        assertThat(directory.find("any", path)).isInstanceOf(Target.Nothing.class);
    }

    @Test
    void theGatewaysOwnPathsAreFoundOnEveryHost() {
        assertThat(directory.find("radio.example", "/.sluice/radio/session/closing"))
                .isInstanceOfSatisfying(
                        Target.Control.class,
                        control -> assertThat(control.name()).isEqualTo("session/closing"));
        assertThat(directory.find("any", "/listen/demo")).isInstanceOf(Target.Listen.class);
        assertThat(directory.find("any", "/.sluice/assets/hls.js/1/hls.min.js")).isInstanceOf(Target.File.class);
    }

    @Test
    void aChangeOfThePoliciesIsFollowed() {
        policies.put("three", "{'origin':'http://127.0.0.1:1024/','hosts':['three.example']}");
        assertThat(directory.find("three.example", "/a")).isInstanceOf(Target.Media.class);
        policies.remove("three");
        assertThat(directory.find("three.example", "/a")).isInstanceOf(Target.Nothing.class);
    }
}
