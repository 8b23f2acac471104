package dev.sluice.admin.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.Problem;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.policy.EventMode;
import dev.sluice.redis.policy.StreamDocument;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class EventModeRequestTest {

    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");
    private static final Map<String, ObjectNode> OVERLAYS =
            Map.of("event", tree("{'capacity':50}"), "quiet", tree("{'message':'Hush'}"));
    private static final StreamDocument DEMO = StreamDocument.blank(new StreamId("demo"))
            .withBase(Optional.of(tree("{'origin':'http://o.example','capacity':100}")));

    @Test
    void theOverlayIsCalledEventUnlessNamed() {
        assertThat(read("{'state':'on'}").on()).contains(new EventMode("event", NOW, Optional.empty()));
        assertThat(read("{'state':'on','overlay':'quiet','until':'2026-11-22T22:00:00+01:00'}")
                        .on())
                .contains(new EventMode("quiet", NOW, Optional.of(Instant.parse("2026-11-22T21:00:00Z"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                     | state",
                "{'state':true}                                         | state",
                "{'state':'on','overlay':'nope'}                        | overlay",
                "{'state':'on','overlay':''}                            | overlay",
                "{'state':'on','until':'2026-11-22T20:00:00Z'}          | until",
                "{'state':'on','until':'tomorrow'}                      | until",
                "{'state':'on','until':7}                               | until",
                "{'state':'on','release':'now'}                         | release",
                "{'state':'off','release':'later'}                      | release",
                "{'state':'off','overlay':'event'}                      | overlay",
                "{'state':'on','capacity':7}                            | capacity",
            })
    void aWrongFieldIsNamed(String json, String field) {
        assertThat(EventModeRequest.read(tree(json), OVERLAYS, NOW).wrong())
                .extracting(Problem::field)
                .containsExactly(field);
    }

    @ParameterizedTest
    @CsvSource({"2026-11-22T20:00:00Z, 2026-11-22T21:00:00Z", "2031-02-03T23:59:59.123456Z, 2031-02-04T00:59:00Z"})
    void theTimeThatIsRecommendedIsAccepted(Instant now, Instant recommended) {
        assertThat(EventModeRequest.read(tree("{'state':'on','until':'tomorrow'}"), OVERLAYS, now)
                        .wrong())
                .singleElement()
                .satisfies(problem -> assertThat(problem.expected()).endsWith(", such as " + recommended));
        assertThat(EventModeRequest.read(tree("{'state':'on','until':'" + recommended + "'}"), OVERLAYS, now)
                        .wrong())
                .isEmpty();
    }

    @Test
    void switchedOnAgainAnEventBeganWhenItFirstWas() {
        Instant earlier = NOW.minusSeconds(60);
        StreamDocument on = DEMO.withEventMode(new EventMode("event", earlier, Optional.empty()));

        assertThat(read("{'state':'on'}").apply(on, OVERLAYS)).isEqualTo(on);
        assertThat(read("{'state':'on','overlay':'quiet'}")
                        .apply(on, OVERLAYS)
                        .eventMode()
                        .orElseThrow()
                        .since())
                .isEqualTo(NOW);
    }

    @Test
    void switchedOffTheLimitsStayUnlessReleasedNow() {
        StreamDocument on = read("{'state':'on'}").apply(DEMO, OVERLAYS);

        StreamDocument off = read("{'state':'off'}").apply(on, OVERLAYS);
        assertThat(off.eventMode()).isEmpty();
        assertThat(off.tail()).contains(tree("{'capacity':50}"));
        assertThat(read("{'state':'off'}").apply(off, OVERLAYS)).as("off twice").isEqualTo(off);

        assertThat(read("{'state':'off','release':'now'}").apply(on, OVERLAYS)).isEqualTo(DEMO);
        assertThat(read("{'state':'off','release':'now'}").apply(off, OVERLAYS)).isEqualTo(DEMO);
    }

    private static EventModeRequest read(String json) {
        Checked<EventModeRequest> read = EventModeRequest.read(tree(json), OVERLAYS, NOW);
        assertThat(read.wrong()).isEmpty();
        return ((Checked.Valid<EventModeRequest>) read).value();
    }

    private static ObjectNode tree(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json.replace('\'', '"'));
    }
}
