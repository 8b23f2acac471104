package dev.sluice.redis.stream;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The presence marks that a gateway has collected for one stream: a bit a ticket, by chunk. Marking takes no lock. Marks
 * are taken out one round after the one they were made in, when nobody writes to their round any more.
 */
final class Marks {

    private static final int WORDS = StreamKeys.CHUNK / Long.SIZE;
    /** From so many marks on, a chunk is sent as bits: about what the script takes as long for. */
    private static final int DENSE = 48;
    /** What one call may carry, so that the script stays within about half a millisecond; a chunk of bits costs 64. */
    private static final int BUDGET = 512;

    /** Marks of one chunk, as the script takes them. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Chunk(long chunk, byte[] marks, int cost) {}

    private record Rounds(Map<Long, AtomicLongArray> filling, Map<Long, AtomicLongArray> resting) {}

    private final AtomicReference<Rounds> rounds =
            new AtomicReference<>(new Rounds(new ConcurrentHashMap<>(), new ConcurrentHashMap<>()));

    void add(long number) {
        AtomicLongArray words =
                filling().computeIfAbsent(number / StreamKeys.CHUNK, chunk -> new AtomicLongArray(WORDS));
        int bit = (int) (number % StreamKeys.CHUNK);
        words.getAndAccumulate(bit / Long.SIZE, Long.MIN_VALUE >>> (bit % Long.SIZE), (a, b) -> a | b);
    }

    boolean isEmpty() {
        Rounds now = requireNonNull(rounds.get());
        return now.filling().isEmpty() && now.resting().isEmpty();
    }

    /** Takes out what rested for a round, in loads of one call each. */
    List<List<Chunk>> take() {
        Rounds now = requireNonNull(rounds.getAndUpdate(old -> new Rounds(new ConcurrentHashMap<>(), old.filling())));
        List<List<Chunk>> loads = new ArrayList<>();
        int left = 0;
        for (Map.Entry<Long, AtomicLongArray> entry : now.resting().entrySet()) {
            Chunk chunk = pack(entry.getKey(), entry.getValue());
            if (chunk.cost() > left) {
                loads.add(new ArrayList<>());
                left = BUDGET;
            }
            left -= chunk.cost();
            loads.get(loads.size() - 1).add(chunk);
        }
        return loads;
    }

    /** Puts back what could not be sent. */
    void restore(Chunk chunk) {
        if (chunk.marks().length == StreamKeys.CHUNK / 8) {
            for (int bit = 0; bit < StreamKeys.CHUNK; bit++) {
                if ((chunk.marks()[bit / 8] & (0x80 >>> (bit % 8))) != 0) {
                    add(chunk.chunk() * StreamKeys.CHUNK + bit);
                }
            }
        } else {
            ByteBuffer offsets = ByteBuffer.wrap(chunk.marks());
            while (offsets.hasRemaining()) {
                add(chunk.chunk() * StreamKeys.CHUNK + (offsets.getShort() & 0xffff));
            }
        }
    }

    private Map<Long, AtomicLongArray> filling() {
        return requireNonNull(rounds.get()).filling();
    }

    private static Chunk pack(long chunk, AtomicLongArray words) {
        int count = 0;
        ByteBuffer bits = ByteBuffer.allocate(StreamKeys.CHUNK / 8);
        for (int i = 0; i < WORDS; i++) {
            bits.putLong(words.get(i));
            count += Long.bitCount(words.get(i));
        }
        return count >= DENSE ? new Chunk(chunk, bits.array(), 64) : new Chunk(chunk, offsets(words, count), count);
    }

    private static byte[] offsets(AtomicLongArray words, int count) {
        ByteBuffer offsets = ByteBuffer.allocate(2 * count);
        for (int i = 0; i < WORDS; i++) {
            for (long word = words.get(i); word != 0; word &= ~Long.highestOneBit(word)) {
                offsets.putShort((short) (i * Long.SIZE + Long.numberOfLeadingZeros(word)));
            }
        }
        return offsets.array();
    }
}
