package dev.sluice.redis.stream;

import dev.sluice.config.policy.Gate;
import dev.sluice.redis.waitingroom.RoomView;
import dev.sluice.redis.waitingroom.Ticket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * A copy of who is present, made about once a second, with the newest numbers laid over it.
 *
 * @param head the newest numbers
 * @param taken the numbers when the copy was made
 * @param presence who was present then
 */
record Snapshot(Head head, Head taken, Presence presence) implements RoomView {

    /**
     * Present tickets of the chunks in which somebody may wait.
     *
     * @param chunks these chunks, in order
     * @param sums present tickets before each 64 numbers of the first two of them
     * @param words the bits of these two
     * @param counts present tickets of each chunk after those two
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Presence(List<Long> chunks, int[] sums, long[] words, int[] counts) {

        private static final int WORDS = StreamKeys.CHUNK / Long.SIZE;

        static final Presence NOBODY = of(List.of(), List.of(), List.of());

        static Presence of(List<Long> chunks, List<byte[]> bits, List<Integer> counts) {
            long[] words = new long[2 * WORDS];
            for (int i = 0; i < bits.size(); i++) {
                fill(words, i * WORDS, bits.get(i));
            }
            int[] sums = new int[words.length + 1];
            for (int i = 0; i < words.length; i++) {
                sums[i + 1] = sums[i] + Long.bitCount(words[i]);
            }
            return new Presence(
                    List.copyOf(chunks),
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

        /** Present tickets with numbers below {@code number}. */
        long below(long number) {
            long below = 0;
            for (int i = 0; i < chunks.size() && chunks.get(i) <= number / StreamKeys.CHUNK; i++) {
                boolean whole = chunks.get(i) < number / StreamKeys.CHUNK;
                below += before(i, whole ? StreamKeys.CHUNK : (int) (number % StreamKeys.CHUNK));
            }
            return below;
        }

        /** Present tickets of the i-th chunk before an offset in it. */
        private long before(int i, int offset) {
            if (i >= 2) {
                return (long) counts[i - 2] * offset / StreamKeys.CHUNK;
            }
            int word = i * WORDS + offset / Long.SIZE;
            int bit = offset % Long.SIZE;
            long before = bit == 0 ? 0 : words[word] >>> (Long.SIZE - bit);
            return (long) sums[word] - sums[i * WORDS] + Long.bitCount(before);
        }
    }

    static final Snapshot UNKNOWN = new Snapshot(Head.UNKNOWN, Head.UNKNOWN, Presence.NOBODY);

    @Override
    public Optional<Instant> asOf() {
        return head.time() == 0 ? Optional.empty() : Optional.of(Instant.EPOCH.plus(head.time(), ChronoUnit.MICROS));
    }

    @Override
    public long incarnation() {
        return head.incarnation();
    }

    @Override
    public long nowServing() {
        return Math.max(0, head.nowServing() - Head.base(head.incarnation()));
    }

    @Override
    public boolean isCalled(Ticket ticket) {
        return ticket.isReturner() || ticket.number() < head.nowServing();
    }

    @Override
    public Duration recoveryLeft() {
        return Duration.ofMillis(head.recoveryMillis());
    }

    @Override
    public boolean isRecovering() {
        return head.isRecovering();
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
        if (number < head.nowServing() || number >= Ticket.RETURNER) {
            return Math.max(0, Math.min(eligible() - 1, presence.below(number)));
        }
        long copied = Math.min(number, taken.tail());
        long serving = head.nowServing();
        // whoever came after the copy was made is taken for present: it is a second old
        long base = Head.base(head.incarnation());
        long since = Math.max(Math.max(serving, taken.tail()), number >= base ? base : 0);
        return eligible()
                + Math.max(0, presence.below(copied) - presence.below(Math.min(serving, copied)))
                + Math.max(0, number - since);
    }
}
