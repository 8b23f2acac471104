package dev.sluice.redis.stream;

import dev.sluice.redis.store.StoreClock;
import java.nio.charset.StandardCharsets;

/**
 * What a gateway knows of a stream, and tells with every call, so that state that was lost is noticed and made up for.
 *
 * @param head the newest numbers that an answer brought
 * @param incarnation the highest incarnation heard of
 * @param nowServing the highest, over all incarnations
 * @param tail likewise
 * @param heardMicros the store's clock in the newest answer
 * @param beforeMicros the same of the incarnation before; 0 when none is known
 */
record Known(Head head, long incarnation, long nowServing, long tail, long heardMicros, long beforeMicros) {

    static final Known NOTHING = new Known(Head.UNKNOWN, 0, 0, 0, 0, 0);

    /** Answers may overtake one another: within an incarnation, the stream's clock tells which is newer. */
    Known with(Head told) {
        if (told.incarnation() < incarnation) {
            return this;
        }
        boolean next = told.incarnation() > incarnation;
        boolean newer = next || head.incarnation() < incarnation || told.clock() >= head.clock();
        return new Known(
                newer ? told : head,
                told.incarnation(),
                Math.max(nowServing, told.nowServing()),
                Math.max(tail, told.tail()),
                newer ? told.time() : heardMicros,
                next ? heardMicros : beforeMicros);
    }

    /** The second argument of each script; moments by the store's clock as it goes now. */
    byte[] argument(long brought, StoreClock clock) {
        long heard = heardMicros == 0 ? 0 : clock.rebased(heardMicros);
        long before = beforeMicros == 0 ? 0 : clock.rebased(beforeMicros);
        return (incarnation + " " + nowServing + " " + tail + " " + heard + " " + before + " " + brought)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
