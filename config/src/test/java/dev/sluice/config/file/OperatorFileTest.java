package dev.sluice.config.file;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.config.policy.StreamId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class OperatorFileTest {

    private static final String TWO_STREAMS = """
            sluice:
              streams:
                demo:
                  origin: http://127.0.0.1:8000/
                  title: 2026
                  capacity: 100
                  arrival-rate: 20/s
                  hosts: [radio.example.org, live.example.org]
                  embedded: true
                  prefixes: []
                  message:
                second-stage:
                  origin: ${ORIGIN:http://second.example}
              overlays:
                event:
                  gate: hold
                  capacity: 50
            """;

    @Test
    void streamsAndOverlaysAreRead() {
        OperatorFile file = OperatorFile.read(environment(TWO_STREAMS));

        assertThat(file.streams()).containsOnlyKeys(new StreamId("demo"), new StreamId("second-stage"));
        assertThat(base(file, "demo")).isEqualTo(tree("""
                        {'origin':'http://127.0.0.1:8000/','title':'2026','capacity':100,'arrivalRate':'20/s',
                         'hosts':['radio.example.org','live.example.org'],'embedded':true,'prefixes':[],'message':''}"""));
        assertThat(base(file, "second-stage")).isEqualTo(tree("{'origin':'http://second.example'}"));
        assertThat(file.overlays()).isEqualTo(Map.of("event", tree("{'gate':'hold','capacity':50}")));
    }

    @Test
    void environmentVariablesWinSettingBySetting() {
        OperatorFile file = OperatorFile.read(environment(
                TWO_STREAMS,
                Map.of(
                        "SLUICE_STREAMS_DEMO_ARRIVALRATE", "7/s",
                        "SLUICE_STREAMS_DEMO_HOSTS_0", "only.example.org",
                        "SLUICE_STREAMS_SECONDSTAGE_CAPACITY", "9",
                        "SLUICE_STREAMS_THIRD_ORIGIN", "http://third.example")));

        assertThat(base(file, "demo").path("arrivalRate").asString()).isEqualTo("7/s");
        assertThat(base(file, "demo").path("hosts")).isEqualTo(tree("['only.example.org']"));
        assertThat(base(file, "demo").path("capacity").asInt()).isEqualTo(100);
        assertThat(file.streams()).containsKey(new StreamId("third")).hasSize(3);
        assertThat(base(file, "second-stage").path("capacity").asInt()).isEqualTo(9);
    }

    @Test
    void anEmptyFileHasNoStreams() {
        assertThat(OperatorFile.read(environment("sluice: {}")).streams()).isEmpty();
    }

    @Test
    void everythingWrongIsNamedWithPropertyValueRangeAndLine() {
        InvalidFileException thrown = refused("""
                sluice:
                  streams:
                    demo:
                      origin: http://127.0.0.1:8000/
                      capacity: -5
                      arrivalrat: 5/s
                    Bad_Name:
                      origin: http://127.0.0.1:8000/
                    nothing:
                  overlays:
                    event:
                      first-lease: soon
                  stream:
                    demo: 1
                """);

        assertThat(thrown.wrong())
                .extracting(WrongProperty::toString)
                .containsExactlyInAnyOrder(
                        "sluice.streams.demo.capacity: -5 (expected: a whole number from 0 to 16777216), in Byte array resource [test] - 5:17",
                        "sluice.streams.demo.arrivalrat: 5/s (expected: a known setting; did you mean arrivalRate?), in Byte array resource"
                                + " [test] - 6:19",
                        "sluice.streams.Bad_Name: 'Bad_Name' (expected: a name of 1 to 63 of a-z, 0-9 and -, not starting"
                                + " with -)",
                        "sluice.streams.nothing.origin: nothing (expected: a URL, http://host[:port][/path] or https://…,"
                                + " port 1 to 65535, without query)",
                        "sluice.overlays.event.first-lease: soon (expected: a duration with its unit, such as 500ms, 45s,"
                                + " 2m or PT45S, from 3s to 4h), in Byte array resource [test] - 12:20",
                        "sluice.stream.demo: 1 (expected: a section of sluice; did you mean sluice.streams?), in Byte array resource [test] -"
                                + " 14:11");
    }

    @Test
    void aHostOrPrefixBelongsToOneStream() {
        InvalidFileException thrown = refused("""
                sluice:
                  streams:
                    one:
                      origin: http://127.0.0.1:8000/
                      hosts: [a.example, b.example]
                      prefixes: [/p/]
                    two:
                      origin: http://127.0.0.1:8000/
                      hosts: [b.example]
                      prefixes: [/q/, /p/]
                """);

        assertThat(thrown.wrong())
                .extracting(wrong -> wrong.toString().split(", in ", -1)[0])
                .containsExactlyInAnyOrder(
                        "sluice.streams.two.hosts: 'b.example' (expected: one that no other stream has; stream one has it)",
                        "sluice.streams.two.prefixes: '/p/' (expected: one that no other stream has; stream one has it)");
    }

    @Test
    void aHostOfAnotherStreamIsNamedBesideWhatElseIsWrong() {
        InvalidFileException thrown = refused("""
                sluice:
                  streams:
                    one:
                      origin: http://127.0.0.1:8000/
                      capacity: many
                      hosts: [a.example]
                      prefixes: [/p/]
                    two:
                      origin: http://127.0.0.1:8000/
                      lease: soon
                      hosts: [a.example]
                      prefixes: [/p/, /../]
                """);

        assertThat(thrown.wrong())
                .extracting(wrong -> wrong.toString().split(" ", 2)[0])
                .containsExactlyInAnyOrder(
                        "sluice.streams.one.capacity:",
                        "sluice.streams.two.lease:",
                        "sluice.streams.two.hosts:",
                        "sluice.streams.two.prefixes:");
    }

    @Test
    void theTextForPeopleListsEachProperty() {
        var analysis = new InvalidFileFailureAnalyzer().analyze(refused("""
                sluice:
                  streams:
                    demo:
                      capacity: many
                """));

        assertThat(requireNonNull(analysis).getDescription())
                .contains("2 properties are wrong:", "sluice.streams.demo.capacity: many", "0 to 16777216")
                .contains("sluice.streams.demo.origin: nothing");
        assertThat(analysis.getAction()).contains("docs/configuration.md");
    }

    @Test
    void sectionsOfOtherModulesAreLeftToThem() {
        assertThat(OperatorFile.read(environment("""
                sluice:
                  admin:
                    keys:
                      - name: ci
                  tokens:
                    keys:
                      - id: k1
                """)).streams()).isEmpty();
    }

    @Test
    void whatKubernetesPutsIntoTheEnvironmentIsNoMistake() {
        OperatorFile file = OperatorFile.read(environment(
                "sluice: {}",
                Map.of(
                        "SLUICE_PORT", "tcp://10.0.0.1:80",
                        "SLUICE_REDIS_PORT_6379_TCP", "tcp://10.0.0.2:6379",
                        "SLUICE_JAVA_OPTS", "-Xmx1g",
                        "KUBERNETES_SERVICE_HOST", "10.0.0.3",
                        "HOME", "/nowhere")));
        assertThat(file.streams()).isEmpty();
    }

    @Test
    void aFirstWordThatNobodyReadsIsRefusedWithTheOneThatWasMeant() {
        assertThat(refused("""
                slice:
                  streams:
                    demo:
                      capacity: 5
                streams:
                  demo:
                    capacity: 5
                logging:
                  level:
                    root: warn
                radio: x
                """).wrong())
                .extracting(WrongProperty::name, WrongProperty::expected)
                .containsExactlyInAnyOrder(
                        tuple("slice", "a word of Sluice's or Spring Boot's; did you mean sluice?"),
                        tuple("streams", "a word of Sluice's or Spring Boot's; did you mean sluice.streams?"),
                        tuple(
                                "radio",
                                "a word of Sluice's or Spring Boot's: "
                                        + String.join(
                                                ", ", Metadata.ofClassPath().words())));
    }

    private static ObjectNode base(OperatorFile file, String stream) {
        return requireNonNull(file.streams().get(new StreamId(stream)));
    }

    private static InvalidFileException refused(String yaml) {
        InvalidFileException thrown =
                catchThrowableOfType(InvalidFileException.class, () -> OperatorFile.read(environment(yaml)));
        assertThat(thrown).as("it is refused").isNotNull();
        return thrown;
    }

    static ConfigurableEnvironment environment(String yaml) {
        return environment(yaml, Map.of());
    }

    private static ConfigurableEnvironment environment(String yaml, Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().remove("systemProperties");
        environment
                .getPropertySources()
                .replace("systemEnvironment", new SystemEnvironmentPropertySource("systemEnvironment", variables));
        try {
            new YamlPropertySourceLoader()
                    .load(
                            "Config resource 'file [sluice.yml]' via location 'sluice.yml'",
                            new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8), "test"))
                    .forEach(environment.getPropertySources()::addLast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return environment;
    }

    private static JsonNode tree(String json) {
        return JsonMapper.shared().readTree(json.replace('\'', '"'));
    }
}
