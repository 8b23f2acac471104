package dev.sluice.redis.stream;

import java.util.List;

/** What a script of a stream answered. */
sealed interface Answer {

    /**
     * It ran.
     *
     * @param head the stream's numbers after it
     * @param own what the script itself answered
     */
    record Done(Head head, List<Object> own) implements Answer {

        long number(int index) {
            return (Long) own.get(index);
        }

        byte[] bytes(int index) {
            return (byte[]) own.get(index);
        }
    }

    /** The stream has no state yet; only a reading script answers so. */
    record None() implements Answer {}

    /** The stream was deleted. */
    record Gone() implements Answer {}

    /** Store loss; nothing is known to have been done. */
    record Lost() implements Answer {}
}
