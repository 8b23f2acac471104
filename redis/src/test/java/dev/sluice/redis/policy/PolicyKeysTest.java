package dev.sluice.redis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.cluster.SlotHash;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PolicyKeysTest {

    /** Redis Cluster runs a script only if all its keys are in one slot. */
    @Test
    void allKeysOfNodesAndPoliciesAreInOneSlotOfACluster() {
        assertThat(Stream.concat(PolicyKeys.OF_NODES.stream(), PolicyKeys.OF_DOCUMENTS.stream())
                        .map(SlotHash::getSlot)
                        .distinct())
                .hasSize(1);
    }
}
