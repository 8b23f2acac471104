package dev.sluice.gateway.reception;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.Seeds;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who is let in, who waits and who is refused and why, against a plain reference, over random requests. */
final class AdmissionReferenceTest {

    private static final int REQUESTS = 100;

    @Test
    void whoeverComesIsLetInOrWaitsOrIsRefusedAsThePlainReferenceHasIt() {
        Map<String, Integer> reached = new TreeMap<>();
        Seeds.play("a gateway's decisions about whoever comes against the plain reference", 50, 50, seed -> {
            RandomRequests requests = new RandomRequests(seed);
            for (int i = 0; i < REQUESTS; i++) {
                reached.merge(requests.next(), 1, Integer::sum);
            }
        });
        if (!Seeds.isReplay()) {
            assertThat(reached)
                    .as("how often each was due")
                    .allSatisfy((what, often) -> assertThat(often).as(what).isGreaterThan(10))
                    .containsOnlyKeys(
                            "held QUERY",
                            "held HEADER",
                            "held COOKIE",
                            "held CHECK",
                            "entered as newcomer",
                            "entered by COOKIE",
                            "entered by QUERY",
                            "entered by HEADER",
                            "entered by CHECK",
                            "waits as newcomer",
                            "waits with COOKIE",
                            "waits with QUERY",
                            "waits with HEADER",
                            "waits with CHECK",
                            "refused FULL",
                            "refused REJECT",
                            "refused HOLD",
                            "refused MAINTENANCE",
                            "refused STORE_LOST",
                            "refused RECOVERING");
        }
    }
}
