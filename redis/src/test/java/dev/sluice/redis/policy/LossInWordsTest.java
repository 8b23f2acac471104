package dev.sluice.redis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.PolicyReader;
import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.policy.StreamPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class LossInWordsTest {

    @Test
    void howManyStreamsAreClosedAndHowManyOpenIsTold() {
        assertThat(words("closed", "open", "closed"))
                .isEqualTo(
                        "Listeners who are in go on. Admission until then: 2 streams closed (newcomers wait), 1 stream"
                                + " open (newcomers enter without a slot).");
        assertThat(words("closed")).contains("1 stream closed").contains("0 streams open");
    }

    private static String words(String... storeLoss) {
        List<LivePolicy> all = new ArrayList<>();
        for (String mode : storeLoss) {
            String json = "{\"origin\":\"http://o.example\",\"capacity\":9,\"storeLoss\":\"" + mode + "\"}";
            Checked<StreamPolicy> read =
                    PolicyReader.read((ObjectNode) JsonMapper.shared().readTree(json));
            StreamPolicy policy = ((Checked.Valid<StreamPolicy>) read).value();
            all.add(new LivePolicy(new StreamId("s" + all.size()), Revision.NONE, policy));
        }
        return new LossInWords(new Known(all)).words();
    }

    private record Known(Collection<LivePolicy> all) implements Policies {

        @Override
        public Optional<LivePolicy> find(StreamId id) {
            return Optional.empty();
        }

        @Override
        public Revision revision() {
            return Revision.NONE;
        }

        @Override
        public void onChange(Consumer<Policies> listener) {}
    }
}
