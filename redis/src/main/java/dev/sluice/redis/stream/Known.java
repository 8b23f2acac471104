package dev.sluice.redis.stream;

import dev.sluice.config.policy.Revision;
import dev.sluice.redis.store.StoreClock;
import java.nio.charset.StandardCharsets;

/**
 * What a gateway knows of a stream, and tells with every call, so that state that was lost is noticed and made up for.
 *
 * @param head the newest numbers that an answer brought
 * @param incarnation the highest incarnation that was told what this gateway knew before
 * @param nowServing the highest of it
 * @param tail the highest, over all incarnations
 * @param heardMicros the store's clock in the newest answer
 * @param beforeMicros the same of the incarnation before; 0 when none is known
 * @param since the first incarnation of the stream since it was made again; 0 when it was never deleted
 * @param above the revision of the deletion that the stream was made above
 */
record Known(
        Head head,
        long incarnation,
        long nowServing,
        long tail,
        long heardMicros,
        long beforeMicros,
        long since,
        Revision above) {

    static final Known NOTHING = new Known(Head.UNKNOWN, 0, 0, 0, 0, 0, 0, Revision.NONE);

    /** As of a stream made above this deletion: of one before it only the numbers that were given matter. */
    Known madeAbove(Revision deletion) {
        return deletion.compareTo(above) <= 0 ? this : new Known(Head.UNKNOWN, 0, 0, tail, 0, 0, 0, deletion);
    }

    /**
     * Answers may overtake one another: within an incarnation, the stream's clock tells which is newer. A new incarnation
     * has heard with the call what was known before, and counts on from there: what it has not taken over was no good.
     */
    Known with(Head told) {
        boolean next = told.incarnation() > incarnation;
        return told.incarnation() < incarnation
                ? this
                : new Known(
                        newest(told),
                        told.incarnation(),
                        next ? told.nowServing() : Math.max(nowServing, told.nowServing()),
                        Math.max(tail, told.tail()),
                        isNewest(told) ? told.time() : heardMicros,
                        next ? heardMicros : beforeMicros,
                        Math.max(since, told.since()),
                        above);
    }

    /** Likewise, of an answer to whoever only reads, and so has told nothing: of a new incarnation it just shows the numbers. */
    Known seen(Head told) {
        return incarnation > 0 && told.incarnation() > incarnation
                ? new Known(
                        newest(told),
                        incarnation,
                        nowServing,
                        tail,
                        heardMicros,
                        beforeMicros,
                        Math.max(since, told.since()),
                        above)
                : with(told);
    }

    /** The newest incarnation heard of. */
    long newest() {
        return Math.max(incarnation, head.incarnation());
    }

    private Head newest(Head told) {
        return isNewest(told) ? told : head;
    }

    private boolean isNewest(Head told) {
        return told.incarnation() > head.incarnation()
                || (told.incarnation() == head.incarnation() && told.clock() >= head.clock());
    }

    /** The second argument of each script, for a stream made {@code above}; moments by the store's clock as it goes now. */
    byte[] argument(long brought, Revision above, StoreClock clock) {
        long heard = heardMicros == 0 ? 0 : clock.rebased(heardMicros);
        long before = beforeMicros == 0 ? 0 : clock.rebased(beforeMicros);
        return (incarnation + " " + nowServing + " " + tail + " " + heard + " " + before + " " + brought + " " + since
                        + " " + above.epoch() + " " + above.number())
                .getBytes(StandardCharsets.US_ASCII);
    }
}
