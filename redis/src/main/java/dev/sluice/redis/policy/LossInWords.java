package dev.sluice.redis.policy;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.redis.admission.AdmissionMode;
import dev.sluice.redis.store.RedisStore;
import java.util.Collection;

/** What it means for streams that the store is lost, told in the log with each loss. */
final class LossInWords {

    private final Policies policies;

    LossInWords(Policies policies) {
        this.policies = policies;
    }

    /** Has the store's log lines tell it. */
    void explain(RedisStore store) {
        store.explain(this::words);
    }

    /** By the policies in force, in sentences. */
    String words() {
        Collection<LivePolicy> all = policies.all();
        long open = all.stream()
                .filter(live -> AdmissionMode.isOpenWithoutStore(live.policy()))
                .count();
        return "Listeners who are in go on. Admission until then: " + streams(all.size() - open)
                + " closed (newcomers wait), " + streams(open) + " open (newcomers enter without a slot).";
    }

    private static String streams(long count) {
        return count == 1 ? "1 stream" : count + " streams";
    }
}
