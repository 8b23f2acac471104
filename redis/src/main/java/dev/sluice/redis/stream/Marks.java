package dev.sluice.redis.stream;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;

/**
 * The presence marks that a gateway has collected for one stream: a bit a ticket, by chunk, and the incarnations that those
 * tickets are of. Marking takes no lock. Marks are taken out one round after the one they were made in, when nobody writes to
 * their round any more.
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

    /** What one call sends; {@code of}: the incarnations of tickets that were marked in the same round. */
    record Load(List<Chunk> chunks, Set<Long> of) {

        LongStream incarnations() {
            return of.stream().mapToLong(Long::longValue);
        }
    }

    private record Round(Map<Long, AtomicLongArray> words, Set<Long> incarnations) {

        Round() {
            this(new ConcurrentHashMap<>(), ConcurrentHashMap.newKeySet());
        }
    }

    private record Rounds(Round filling, Round resting) {}

    private final AtomicReference<Rounds> rounds = new AtomicReference<>(new Rounds(new Round(), new Round()));

    void add(long incarnation, long number) {
        Round filling = filling();
        if (!filling.incarnations().contains(incarnation)) {
            filling.incarnations().add(incarnation);
        }
        mark(filling, number);
    }

    private static void mark(Round filling, long number) {
        AtomicLongArray words =
                filling.words().computeIfAbsent(number / StreamKeys.CHUNK, chunk -> new AtomicLongArray(WORDS));
        int bit = (int) (number % StreamKeys.CHUNK);
        words.getAndAccumulate(bit / Long.SIZE, Long.MIN_VALUE >>> (bit % Long.SIZE), (a, b) -> a | b);
    }

    boolean isEmpty() {
        Rounds now = requireNonNull(rounds.get());
        return now.filling().words().isEmpty() && now.resting().words().isEmpty();
    }

    /** Takes out what rested for a round, in loads of one call each. */
    List<Load> take() {
        Round rested = requireNonNull(rounds.getAndUpdate(old -> new Rounds(new Round(), old.filling())))
                .resting();
        List<Load> loads = new ArrayList<>();
        int left = 0;
        for (Map.Entry<Long, AtomicLongArray> entry : rested.words().entrySet()) {
            Chunk chunk = pack(entry.getKey(), entry.getValue());
            if (chunk.cost() > left) {
                loads.add(new Load(new ArrayList<>(), rested.incarnations()));
                left = BUDGET;
            }
            left -= chunk.cost();
            loads.get(loads.size() - 1).chunks().add(chunk);
        }
        return loads;
    }

    /** Puts back what could not be sent. */
    void restore(Load load) {
        Round filling = filling();
        filling.incarnations().addAll(load.of());
        load.chunks().forEach(chunk -> restore(filling, chunk));
    }

    private static void restore(Round filling, Chunk chunk) {
        if (chunk.marks().length == StreamKeys.CHUNK / 8) {
            for (int bit = 0; bit < StreamKeys.CHUNK; bit++) {
                if ((chunk.marks()[bit / 8] & (0x80 >>> (bit % 8))) != 0) {
                    mark(filling, chunk.chunk() * StreamKeys.CHUNK + bit);
                }
            }
        } else {
            ByteBuffer offsets = ByteBuffer.wrap(chunk.marks());
            while (offsets.hasRemaining()) {
                mark(filling, chunk.chunk() * StreamKeys.CHUNK + (offsets.getShort() & 0xffff));
            }
        }
    }

    private Round filling() {
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
