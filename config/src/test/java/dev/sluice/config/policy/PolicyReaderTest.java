package dev.sluice.config.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class PolicyReaderTest {

    @Test
    void anOriginIsEnoughAndTheRestAreTheDefaults() {
        StreamPolicy policy = policy("{'origin':'http://origin.example:8000/radio'}");

        assertThat(policy.origin()).isEqualTo(URI.create("http://origin.example:8000/radio"));
        assertThat(policy.title()).isEqualTo("Live stream");
        assertThat(policy.art()).isNull();
        assertThat(policy.message()).isNull();
        assertThat(policy.gate()).isEqualTo(Gate.AUTO);
        assertThat(policy.state()).isEqualTo(StreamState.LIVE);
        assertThat(policy.capacity()).isEqualTo(1000);
        assertThat(policy.arrivalRate()).isEqualTo(Rate.NONE);
        assertThat(policy.lease()).isEqualTo(Duration.ofSeconds(45));
        assertThat(policy.firstLease()).isEqualTo(Duration.ofSeconds(20));
        assertThat(policy.pollMin()).isEqualTo(Duration.ofSeconds(2));
        assertThat(policy.pollMax()).isEqualTo(Duration.ofSeconds(45));
        assertThat(policy.presenceWindow()).isEqualTo(Duration.ofSeconds(75));
        assertThat(policy.absence()).isEqualTo(Duration.ofMinutes(30));
        assertThat(policy.returnerShare()).isEqualTo(20);
        assertThat(policy.methods()).containsExactly("GET", "HEAD", "OPTIONS");
        assertThat(policy.playlists()).containsExactly(".m3u8", ".m3u", ".mpd");
        assertThat(policy.embedded()).isFalse();
        assertThat(policy.forwardClient()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"arrivalRate", "arrival-rate", "arrivalrate", "ARRIVAL_RATE", "Arrival-Rate"})
    void aNameMayBeSpelledInEachWay(String name) {
        assertThat(policy("{'origin':'http://o.example','" + name + "':'200/s'}")
                        .arrivalRate())
                .isEqualTo(new Rate(200, Duration.ofSeconds(1)));
    }

    @Test
    void textsThatLookLikeTheValueAreTheValue() {
        StreamPolicy policy = policy(
                "{'origin':'http://o.example','capacity':'12','embedded':'true','hosts':'a.example, b.example'}");
        assertThat(policy.capacity()).isEqualTo(12);
        assertThat(policy.embedded()).isTrue();
        assertThat(policy.hosts()).containsExactly("a.example", "b.example");
    }

    @Test
    void everythingWrongIsToldAtOnce() {
        List<Problem> problems = wrong("""
                {'capacity': -1, 'lease': '45', 'gate': 'ajar', 'arrivalRate': 'fast', 'embedded': 'maybe',
                 'hosts': ['Not A Host'], 'arrivalRat': '5/s', 'colour': 'red', 'pollMax': null}""");

        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactlyInAnyOrder(
                        "capacity: -1 (expected: a whole number from 0 to 16777216)",
                        "lease: 45 (expected: a duration with its unit, such as 500ms, 45s, 2m or PT45S, from 4s to 4h)",
                        "gate: ajar (expected: one of open, auto, hold, reject, maintenance)",
                        "arrivalRate: fast (expected: none, or 1 to 10000000 a second, minute or hour, such as 200/s,"
                                + " 3000/m, 5/h)",
                        "embedded: maybe (expected: true or false)",
                        "hosts: [\"Not A Host\"] (expected: a list of at most 1000 texts, each like"
                                + " [a-z0-9]([a-z0-9.-]*[a-z0-9])?)",
                        "arrivalRat: 5/s (expected: a known setting; did you mean arrivalRate?)",
                        "colour: red (expected: " + knownSettings() + ")",
                        "origin: nothing (expected: a URL, http://host[:port][/path] or https://…, port 1 to 65535,"
                                + " without query)");
    }

    @ParameterizedTest
    @CsvSource({
        "lease, 60s, firstLease: 20s",
        "firstLease, 15s, firstLease: 15s",
        "firstLease, 46s, firstLease: 46s",
        "pollMin, 46s, pollMax: 45s",
        "presenceWindow, 57249ms, presenceWindow: 57249ms",
        "absence, 1m, absence: 1m",
    })
    void settingsAreCheckedTogether(String name, String value, String problem) {
        assertThat(wrong("{'origin':'http://o.example','" + name + "':'" + value + "'}"))
                .singleElement()
                .asString()
                .startsWith(problem + " (expected: ");
    }

    @Test
    void theLeastPresenceWindowIsToldInWholeMilliseconds() {
        String policy = "{'origin':'http://o.example','pollMax':'29613ms','presenceWindow':'%s'}";

        assertThat(wrong(policy.formatted("38017ms"))).isEmpty();
        assertThat(wrong(policy.formatted("38016ms")))
                .singleElement()
                .asString()
                .isEqualTo(
                        "presenceWindow: 38016ms (expected: at least 1.25 times pollMax and one second more, 38017ms)");
    }

    @Test
    void whatDoesNotFitTogetherIsToldBesideWhatIsWrongByItself() {
        assertThat(wrong("{'capacity':-1,'lease':'200s','pollMax':'2m'}"))
                .extracting(Problem::field)
                .containsExactly("capacity", "origin", "firstLease", "presenceWindow");
    }

    @Test
    void aSettingThatIsWrongByItselfIsComparedWithNone() {
        assertThat(wrong("{'origin':'http://o.example','lease':'soon','firstLease':'46s','pollMin':'1m',"
                        + "'pollMax':'late','presenceWindow':'2s'}"))
                .extracting(Problem::field)
                .containsExactly("lease", "pollMax");
    }

    @Test
    void anAttemptKeepsWhatIsWrongUnderItsOneName() {
        assertThat(PolicyReader.attempted(
                        (ObjectNode) tree("{'arrival-rate':'fast','arrivalRate':'5/s','colour':'red','LEASE':'9s'}")))
                .isEqualTo(tree("{'arrivalRate':'fast','colour':'red','lease':'9s'}"));
    }

    @ParameterizedTest
    @CsvSource({"lease, 59s", "firstLease, 15001ms", "firstLease, 45s", "pollMin, 45s", "presenceWindow, 57250ms"})
    void theEdgesOfWhatGoesTogetherAreAllowed(String name, String value) {
        assertThat(wrong("{'origin':'http://o.example','" + name + "':'" + value + "'}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://o.example",
                "o.example",
                "/path",
                "http://",
                "http://u:p@o.example",
                "http://o.example/?q=1",
                "javascript:alert(1)",
                "http://o.example/a b"
            })
    void anOriginIsAWholeWebAddress(String origin) {
        assertThat(wrong("{'origin':'" + origin + "'}"))
                .extracting(Problem::field)
                .containsExactly("origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://o.example:0/", "http://o.example:65536/", "https://o.example:99999"})
    void aPortThatCannotBeIsWrong(String url) {
        assertThat(wrong("{'origin':'" + url + "'}"))
                .extracting(Problem::toString)
                .containsExactly("origin: " + url
                        + " (expected: a URL, http://host[:port][/path] or https://…, port 1 to 65535, without query)");
        assertThat(wrong("{'origin':'http://o.example','art':'" + url + "'}"))
                .extracting(Problem::toString)
                .containsExactly("art: " + url
                        + " (expected: a URL of http:// or https://, port 1 to 65535, or a path that starts with /)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://o.example:1/", "http://o.example:65535/", "https://o.example:/"})
    void theEdgesOfThePortsAreAllowed(String url) {
        assertThat(wrong("{'origin':'" + url + "','art':'" + url + "'}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/live/", "/live/demo/", "/listen/", "/listen/demo/", "/.sluice/", "/.sluice/demo/"})
    void aPrefixThatTheGatewayHasItselfIsWrong(String prefix) {
        assertThat(wrong("{'origin':'http://o.example','prefixes':['/radio/','" + prefix + "']}"))
                .extracting(Problem::toString)
                .containsExactly("prefixes: [\"/radio/\",\"" + prefix + "\"] (expected: a list of at most 1000 texts,"
                        + " none under /live/, /listen/, /.sluice/, which the gateway has, no segment empty, of"
                        + " dots alone (. and ..) or percent-encoded, each like"
                        + " /(\\.*[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)++)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/../",
                "/./",
                "/a/../b/",
                "/a/./b/",
                "/a/..",
                "/a/.../",
                "//",
                "/a//b/",
                "//a/",
                "/%2e/",
                "/%2e%2E/",
                "/a/.%2e/b/",
                "/a%2fb/",
                "/a",
                "a/",
                ""
            })
    void aPrefixThatNoCanonicalPathBeginsWithIsWrong(String prefix) {
        assertThat(wrong("{'origin':'http://o.example','prefixes':['" + prefix + "']}"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.field()).isEqualTo("prefixes");
                    assertThat(problem.value()).isEqualTo("[\"" + prefix + "\"]");
                    assertThat(problem.expected())
                            .contains("no segment empty, of dots alone (. and ..) or percent-encoded");
                });
    }

    @Test
    void aPrefixOfManySegmentsIsReadWithoutAStack() {
        assertThat(wrong("{'origin':'http://o.example','prefixes':['/" + "a/".repeat(100_000) + "']}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/radio/",
                "/live-radio/",
                "/radio/live/",
                "/listening/",
                "/sluice/",
                "/.well/",
                "/a..b/",
                "/..a/"
            })
    void aPrefixBesideThoseIsAllowed(String prefix) {
        assertThat(wrong("{'origin':'http://o.example','prefixes':['" + prefix + "']}"))
                .isEmpty();
    }

    @Test
    void anEmptyTextTakesAnOptionalSettingAway() {
        assertThat(policy("{'origin':'http://o.example','message':'','art':''}").message())
                .isNull();
        assertThat(policy("{'origin':'http://o.example','message':'Back soon'}").message())
                .isEqualTo("Back soon");
        assertThat(policy("{'origin':'http://o.example','art':'/art.png'}").art())
                .isEqualTo(URI.create("/art.png"));
    }

    @Test
    void aSettingThatIsGivenTwiceIsRefused() {
        assertThat(wrong("{'origin':'http://o.example','arrival-rate':'5/s','arrivalRate':'6/s'}"))
                .extracting(Problem::field)
                .containsExactly("arrivalRate");
    }

    @Test
    void whatIsNoObjectIsRefused() {
        assertThat(wrong("[1]")).extracting(Problem::expected).contains("an object of settings");
    }

    @Test
    void aPolicyIsWrittenAsItIsRead() {
        StreamPolicy policy = policy("""
                {'origin':'https://o.example/x','art':'https://cdn.example/art.png','message':'Soon','gate':'hold',
                 'capacity':8000000,'arrival-rate':'3000/m','lease':'180s','first-lease':'90500ms',
                 'hosts':['radio.example'],'methods':'GET,HEAD','publicStatus':'full','embedded':true}""");

        ObjectNode written = PolicyReader.write(policy);

        assertThat(((Checked.Valid<StreamPolicy>) PolicyReader.read(written)).value())
                .isEqualTo(policy);
        assertThat(written.path("lease").asString()).isEqualTo("3m");
        assertThat(written.path("firstLease").asString()).isEqualTo("90500ms");
        assertThat(written.path("gate").asString()).isEqualTo("hold");
        assertThat(written.path("arrivalRate").asString()).isEqualTo("3000/m");
    }

    @Test
    void aPartHasOneSpellingAndNoDefaults() {
        Checked<ObjectNode> part =
                PolicyReader.part(tree("{'arrival-rate':'200 / s','LEASE':'PT2M','capacity':'5','message':null}"));

        assertThat(((Checked.Valid<ObjectNode>) part).value())
                .isEqualTo(tree("{'arrivalRate':'200/s','lease':'2m','capacity':5,'message':null}"));
    }

    @Test
    void whatIsTooLongToShowIsCut() {
        Problem problem = new Problem("title", "x".repeat(500), "a text");
        assertThat(problem.value()).hasSize(121).endsWith("…");
    }

    private static String knownSettings() {
        return "a known setting: "
                + String.join(
                        ", ",
                        PolicyReader.write(policy("{'origin':'http://o.example'}"))
                                .propertyNames());
    }

    private static StreamPolicy policy(String json) {
        Checked<StreamPolicy> read = PolicyReader.read(tree(json));
        assertThat(read.wrong()).isEmpty();
        return ((Checked.Valid<StreamPolicy>) read).value();
    }

    private static List<Problem> wrong(String json) {
        return PolicyReader.read(tree(json)).wrong();
    }

    private static JsonNode tree(String json) {
        return JsonMapper.shared().readTree(json.replace('\'', '"'));
    }
}
