package dev.sluice.admin.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.Problem;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.policy.EventMode;
import dev.sluice.redis.policy.StreamDocument;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class EditsTest {

    private static final Map<String, ObjectNode> OVERLAYS = Map.of("event", tree("{'capacity':50,'lease':'60s'}"));
    private static final StreamDocument DEMO = StreamDocument.blank(new StreamId("demo"))
            .withBase(Optional.of(tree("{'origin':'http://o.example','capacity':100,'lease':'50s'}")));

    @Test
    void aPatchNamesWhatDoesNotFitTogetherBesideWhatIsWrongByItself() {
        assertThat(Edits.patch(tree("{'capacity':-1,'lease':'200s'}"), EditsTest::wrong)
                        .apply(DEMO)
                        .wrong())
                .extracting(Problem::toString)
                .containsExactly(
                        "capacity: -1 (expected: a whole number from 0 to 16777216)",
                        "firstLease: 20s (expected: more than a third of lease, and not more than lease, which is"
                                + " 200s)");
    }

    @Test
    void aPatchIsHeldAgainstTheOverlayInForceToo() {
        StreamDocument event = DEMO.withEventMode(new EventMode("event", Instant.EPOCH, Optional.empty()));
        assertThat(Edits.patch(tree("{'capacity':-1,'first-lease':'20s'}"), EditsTest::wrong)
                        .apply(event)
                        .wrong())
                .extracting(Problem::field)
                .containsExactly("capacity", "firstLease");
    }

    @Test
    void aNewStreamWithoutAnOriginLearnsThatBesideTheRest() {
        assertThat(Edits.put(tree("{'capacity':-1}"), EditsTest::wrong)
                        .apply(StreamDocument.blank(new StreamId("new")))
                        .wrong())
                .extracting(Problem::field)
                .containsExactly("capacity", "origin");
    }

    @Test
    void whatIsRightIsMergedOrTakesTheOthersPlace() {
        StreamDocument patched = edited(Edits.patch(tree("{'first-lease':'30s'}"), EditsTest::wrong)
                .apply(DEMO.withPatch(tree("{'capacity':7}"))));
        assertThat(patched.patch()).isEqualTo(tree("{'capacity':7,'firstLease':'30s'}"));
        assertThat(edited(Edits.put(tree("{'lease':'45s'}"), EditsTest::wrong).apply(patched))
                        .patch())
                .isEqualTo(tree("{'lease':'45s'}"));
    }

    private static List<Problem> wrong(StreamDocument document) {
        return document.effective(OVERLAYS).wrong();
    }

    private static StreamDocument edited(Checked<StreamDocument> edit) {
        assertThat(edit.wrong()).isEmpty();
        return ((Checked.Valid<StreamDocument>) edit).value();
    }

    private static ObjectNode tree(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json.replace('\'', '"'));
    }
}
