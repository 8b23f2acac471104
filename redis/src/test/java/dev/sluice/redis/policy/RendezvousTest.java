package dev.sluice.redis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RendezvousTest {

    private static final List<String> THREE = List.of("gateway-a", "gateway-b", "gateway-c");

    @Test
    void thereIsNoChoiceAmongNone() {
        assertThat(Rendezvous.choose(List.of(), "demo")).isEmpty();
    }

    @Test
    void theOrderOfTheCandidatesDoesNotMatter() {
        List<String> turned = List.of("gateway-c", "gateway-a", "gateway-b");
        assertThat(keys())
                .allSatisfy(key -> assertThat(Rendezvous.choose(turned, key)).isEqualTo(Rendezvous.choose(THREE, key)));
    }

    @Test
    void eachCandidateGetsAboutItsShare() {
        assertThat(THREE)
                .allSatisfy(candidate -> assertThat(
                                keys().stream().filter(key -> chosen(THREE, key).equals(candidate)))
                        .hasSizeBetween(900, 1_100));
    }

    @Test
    void onlyTheKeysOfACandidateThatWentMove() {
        List<String> two = List.of("gateway-a", "gateway-c");
        assertThat(keys().stream().filter(key -> !chosen(THREE, key).equals("gateway-b")))
                .allSatisfy(key -> assertThat(chosen(two, key)).isEqualTo(chosen(THREE, key)));
    }

    private static String chosen(List<String> candidates, String key) {
        return Rendezvous.choose(candidates, key).orElseThrow();
    }

    private static List<String> keys() {
        return IntStream.range(0, 3_000).mapToObj(i -> "stream-" + i).toList();
    }
}
