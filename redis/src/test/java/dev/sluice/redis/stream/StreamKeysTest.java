package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.StreamId;
import io.lettuce.core.cluster.SlotHash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StreamKeysTest {

    @Test
    void theKeysAreTheseInThisOrder() {
        assertThat(names("demo", 2, List.of(0L, 7L)))
                .containsExactly(
                        "sluice:1:{demo}:state",
                        "sluice:1:{demo}:freed",
                        "sluice:1:{demo}:counts",
                        "sluice:1:{demo}:scratch:0",
                        "sluice:1:{demo}:scratch:1",
                        "sluice:1:{demo}:moves:0",
                        "sluice:1:{demo}:moves:1",
                        "sluice:1:{demo}:slots:0",
                        "sluice:1:{demo}:slots:1",
                        "sluice:1:{demo}:present:0:0",
                        "sluice:1:{demo}:present:1:0",
                        "sluice:1:{demo}:claiming:0:0",
                        "sluice:1:{demo}:claiming:1:0",
                        "sluice:1:{demo}:claimed:0",
                        "sluice:1:{demo}:present:0:7",
                        "sluice:1:{demo}:present:1:7",
                        "sluice:1:{demo}:claiming:0:7",
                        "sluice:1:{demo}:claiming:1:7",
                        "sluice:1:{demo}:claimed:7",
                        "sluice:1:{demo}:chunks");
    }

    /** Redis Cluster runs a script only if all its keys are in one slot. */
    @Test
    void allKeysOfAStreamAreInOneSlotOfACluster() {
        assertThat(names("demo", 300, List.of(0L, 1L, 7L, 255L)).stream()
                        .map(SlotHash::getSlot)
                        .distinct())
                .hasSize(1);
    }

    @Test
    void noTwoStreamsAndNoTwoNumbersShareAKey() {
        List<String> all = List.of("a", "a-1", "a-11", "b").stream()
                .flatMap(id -> names(id, 130, List.of(0L, 1L, 11L, 111L)).stream())
                .toList();

        assertThat(all).doesNotHaveDuplicates();
    }

    private static List<String> names(String id, int arrays, List<Long> chunks) {
        return new StreamKeys(new StreamId(id))
                .of(arrays, chunks).stream()
                        .map(key -> new String(key, StandardCharsets.US_ASCII))
                        .toList();
    }
}
