package dev.sluice.redis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class StreamDocumentTest {

    private static final Instant SINCE = Instant.parse("2026-11-22T20:00:00Z");

    /** An event's end never opens the gate on a queue: its limits stay until the queue is empty. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'capacity':100}  | {'capacity':50}                           | {'capacity':50}",
                "{'capacity':100}  | {'capacity':50,'arrivalRate':'5/s','message':'x'} | {'capacity':50,'arrivalRate':'5/s'}",
                "{'capacity':100}  | {'gate':'hold','capacity':50}             | {'capacity':50}",
                "{'gate':'open'}   | {'gate':'auto','capacity':50}             | {'capacity':50,'gate':'auto'}",
                "{'gate':'open'}   | {'gate':'hold'}                           | {'gate':'auto'}",
            })
    void whatAnEventLeavesAreItsLimits(String base, String overlay, String tail) {
        StreamDocument on = document(base).withEventMode(new EventMode("event", SINCE, Optional.empty()));

        StreamDocument over = on.withEventOver(Map.of("event", tree(overlay)));

        assertThat(over.eventMode()).isEmpty();
        assertThat(over.tail()).contains(tree(tail));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{'capacity':100} | {'message':'x'}", "{'gate':'open'} | {'message':'x'}"})
    void anEventWithoutLimitsLeavesNothing(String base, String overlay) {
        StreamDocument on = document(base).withEventMode(new EventMode("event", SINCE, Optional.empty()));
        assertThat(on.withEventOver(Map.of("event", tree(overlay)))).isEqualTo(document(base));
    }

    @Test
    void theTailLiesOverThePatch() {
        StreamDocument document = document("{'capacity':100}").withPatch(tree("{'capacity':200}"));
        Map<String, ObjectNode> overlays = Map.of("event", tree("{'capacity':50}"));
        StreamDocument over = document.withEventMode(new EventMode("event", SINCE, Optional.empty()))
                .withEventOver(overlays);
        assertThat(over.layers(overlays).merged().path("capacity").asInt()).isEqualTo(50);
        assertThat(over.released().layers(overlays).merged().path("capacity").asInt())
                .isEqualTo(200);
    }

    @Test
    void anOverlayThatIsNoLongerInTheFileChangesNothing() {
        StreamDocument on = document("{'capacity':100}").withEventMode(new EventMode("gone", SINCE, Optional.empty()));
        assertThat(on.layers(Map.of()).merged().path("capacity").asInt()).isEqualTo(100);
        assertThat(on.withEventOver(Map.of()).tail()).isEmpty();
    }

    @Test
    void aDocumentIsReadAsItIsWritten() {
        StreamDocument document = document("{'capacity':100}")
                .withPatch(tree("{'message':'Grüße'}"))
                .withEventMode(new EventMode("event", SINCE, Optional.of(SINCE.plusSeconds(60))))
                .at(new Revision(17, 5));
        assertThat(read(document)).isEqualTo(document);
        StreamDocument tail = document.withEventOver(Map.of("event", tree("{'capacity':5}")));
        assertThat(read(tail)).isEqualTo(tail);
        assertThat(read(document.tombstone())).isEqualTo(document.tombstone());
        StreamDocument made = StreamDocument.blank(document.id()).withPatch(tree("{'origin':'http://o.example'}"));
        assertThat(read(made)).isEqualTo(made);
        StreamDocument again = StreamDocument.inPlaceOf(document.tombstone()).withPatch(made.patch());
        assertThat(again.above()).isEqualTo(document.revision());
        assertThat(read(again)).isEqualTo(again);
        assertThat(again.tombstone().above()).isEqualTo(Revision.NONE);
    }

    private static StreamDocument read(StreamDocument document) {
        return DocumentText.read(document.id(), document.revision(), DocumentText.write(document));
    }

    private static StreamDocument document(String base) {
        ObjectNode settings = tree(base);
        settings.put("origin", "http://o.example");
        return StreamDocument.blank(new StreamId("demo")).withBase(Optional.of(settings));
    }

    private static ObjectNode tree(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json.replace('\'', '"'));
    }
}
