package dev.sluice.redis.stream;

import dev.sluice.config.policy.Gate;
import dev.sluice.redis.waitingroom.RoomView;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A copy of who is present, made about once a second, with the newest numbers laid over it.
 *
 * @param head the newest numbers
 * @param taken the numbers when the copy was made
 * @param presence who was present then
 */
record Snapshot(Head head, Head taken, Presence presence) implements RoomView {

    /**
     * Present tickets from the chunk of {@code nowServing} on.
     *
     * @param firstChunk the chunk of {@code sums[0]}
     * @param sums present tickets before each 64 numbers of the first two chunks
     * @param words the bits of these chunks
     * @param counts present tickets of each chunk after those two
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Presence(long firstChunk, int[] sums, long[] words, int[] counts) {

        static final Presence NOBODY = of(0, new byte[0], new byte[0], List.of());

        static Presence of(long firstChunk, byte[] front, byte[] next, List<Integer> counts) {
            long[] words = new long[2 * StreamKeys.CHUNK / Long.SIZE];
            fill(words, 0, front);
            fill(words, StreamKeys.CHUNK / Long.SIZE, next);
            int[] sums = new int[words.length + 1];
            for (int i = 0; i < words.length; i++) {
                sums[i + 1] = sums[i] + Long.bitCount(words[i]);
            }
            return new Presence(
                    firstChunk,
                    sums,
                    words,
                    counts.stream().mapToInt(Integer::intValue).toArray());
        }

        private static void fill(long[] words, int from, byte[] bits) {
            ByteBuffer source = ByteBuffer.wrap(bits);
            for (int i = from; source.remaining() >= Long.BYTES; i++) {
                words[i] = source.getLong();
            }
        }

        /** Present tickets with numbers from the first chunk's on and below {@code number}. */
        long below(long number) {
            long offset = number - firstChunk * StreamKeys.CHUNK;
            if (offset <= 0) {
                return 0;
            }
            if (offset < 2L * StreamKeys.CHUNK) {
                int word = (int) (offset / Long.SIZE);
                int bit = (int) (offset % Long.SIZE);
                long before = bit == 0 ? 0 : words[word] >>> (Long.SIZE - bit);
                return (long) sums[word] + Long.bitCount(before);
            }
            long beyond = offset - 2L * StreamKeys.CHUNK;
            int whole = (int) Math.min(counts.length, beyond / StreamKeys.CHUNK);
            long below = sums[sums.length - 1]
                    + Arrays.stream(counts, 0, whole).asLongStream().sum();
            return whole < counts.length
                    ? below + counts[whole] * (beyond % StreamKeys.CHUNK) / StreamKeys.CHUNK
                    : below;
        }
    }

    static final Snapshot UNKNOWN = new Snapshot(Head.UNKNOWN, Head.UNKNOWN, Presence.NOBODY);

    @Override
    public long incarnation() {
        return head.incarnation();
    }

    @Override
    public long nowServing() {
        return head.nowServing();
    }

    @Override
    public long tail() {
        return head.tail();
    }

    @Override
    public long active() {
        return head.used();
    }

    @Override
    public long capacity() {
        return head.capacity();
    }

    @Override
    public Gate gate() {
        return head.gate();
    }

    @Override
    public long waiting() {
        return Math.max(0, head.present() - head.eligible());
    }

    @Override
    public long eligible() {
        return head.eligible();
    }

    @Override
    public double callsPerSecond() {
        // the average stands still while there is nobody to call
        return waiting() + eligible() == 0 ? 0 : head.callsMilli() / 1_000.0;
    }

    @Override
    public double exitsPerSecond() {
        return head.exitsMilli() / 1_000.0;
    }

    @Override
    public double arrivalsPerSecond() {
        return head.arrivalsMilli() / 1_000.0;
    }

    @Override
    public long ahead(long number) {
        if (number < head.nowServing()) {
            return Math.max(0, Math.min(eligible() - 1, presence.below(number)));
        }
        long copied = Math.min(number, taken.tail());
        long serving = head.nowServing();
        // whoever came after the copy was made is taken for present: it is a second old
        return eligible()
                + Math.max(0, presence.below(copied) - presence.below(Math.min(serving, copied)))
                + Math.max(0, number - Math.max(serving, taken.tail()));
    }
}
