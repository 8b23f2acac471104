package dev.sluice.gateway.reception;

import dev.sluice.redis.Seeds;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who is let in, who waits and who is refused and why, against a plain reference, over random requests. */
final class AdmissionReferenceTest {

    private static final int REQUESTS = 100;

    private static final List<String> TO_REACH = List.of(
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

    @Test
    void whoeverComesIsLetInOrWaitsOrIsRefusedAsThePlainReferenceHasIt() {
        Seeds.play(
                "a gateway's decisions about whoever comes against the plain reference", 50, 50, TO_REACH, 10, seed -> {
                    RandomRequests requests = new RandomRequests(seed);
                    return Stream.generate(requests::next).limit(REQUESTS).toList();
                });
    }
}
