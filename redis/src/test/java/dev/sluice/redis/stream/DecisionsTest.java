package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** What a gateway decides about a stream by itself, against plain counting; the repetition is the seed. */
final class DecisionsTest {

    private static final long CHUNK = StreamKeys.CHUNK;

    @RepeatedTest(50)
    void whoIsAheadIsCountedOneByOneOverIncarnations(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        SplittableRandom random = new SplittableRandom(seed);
        long earlier = 100;
        long incarnation = 101L + random.nextInt(40);
        long tail = incarnation * CHUNK + 1 + random.nextInt(60_000);
        Set<Long> present = new TreeSet<>();
        for (int i = 0; i < 500; i++) {
            present.add(earlier * CHUNK + random.nextInt(60_000));
            present.add(random.nextLong(incarnation * CHUNK, tail));
        }
        long serving = random.nextBoolean()
                ? random.nextLong(earlier * CHUNK, (earlier + 1) * CHUNK)
                : random.nextLong(incarnation * CHUNK, tail);
        long called = present.stream().filter(n -> n < serving).count();
        Head head = head(incarnation, serving, tail, present.size(), called, List.of(new Head.Range(earlier, earlier)));
        List<Long> chunks = head.waitingChunks(Integer.MAX_VALUE);
        List<byte[]> bits = chunks.stream().map(chunk -> bits(present, chunk)).toList();
        Snapshot snapshot = new Snapshot(head, head, Snapshot.Presence.of(chunks, bits, List.of()));

        for (int i = 0; i < 200; i++) {
            long number = random.nextBoolean()
                    ? random.nextLong(earlier * CHUNK, (earlier + 1) * CHUNK)
                    : random.nextLong(incarnation * CHUNK, tail + 1);
            if (number >= serving) {
                assertThat(snapshot.ahead(number))
                        .as("seed %s, number %s, now serving %s", seed, number, serving)
                        .isEqualTo(present.stream().filter(n -> n < number).count());
            }
        }
    }

    @RepeatedTest(50)
    void noChunkInWhichSomebodyMayWaitIsLeftOut(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        SplittableRandom random = new SplittableRandom(seed);
        Set<Long> earlier = new TreeSet<>();
        List<Head.Range> ranges = new ArrayList<>();
        long next = 10;
        for (int i = random.nextInt(5); i > 0; i--) {
            long first = next + random.nextInt(10);
            long last = first + random.nextInt(4);
            ranges.add(new Head.Range(first, last));
            LongStream.rangeClosed(first, last).forEach(earlier::add);
            next = last + 2;
        }
        long incarnation = next + random.nextInt(20);
        long tail = incarnation * CHUNK + random.nextLong(5 * CHUNK);
        long serving = random.nextLong(tail + 1);
        Set<Long> may = new TreeSet<>(earlier);
        LongStream.rangeClosed(incarnation, tail / CHUNK).forEach(may::add);
        may.removeIf(chunk -> (chunk + 1) * CHUNK <= serving);
        int most = 1 + random.nextInt(12);

        assertThat(head(incarnation, serving, tail, 0, 0, ranges).waitingChunks(most))
                .as("seed %s", seed)
                .containsExactlyElementsOf(may.stream().limit(most).toList());
    }

    @RepeatedTest(50)
    void whatAGatewayKnowsIsTheNewestOfWhatItWasToldInAnyOrder(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        SplittableRandom random = new SplittableRandom(seed);
        List<Head> told = new ArrayList<>();
        Known known = Known.NOTHING;
        for (int i = 0; i < 30; i++) {
            long incarnation = 1L + random.nextInt(4);
            Head head = head(incarnation, random.nextInt(100), random.nextInt(100), i, 0, List.of());
            told.add(head);
            known = known.with(head);

            long newest = told.stream().mapToLong(Head::incarnation).max().orElseThrow();
            assertThat(known.incarnation()).as("seed %s", seed).isEqualTo(newest);
            assertThat(known.head()).as("seed %s", seed).isEqualTo(latest(told, newest));
            assertThat(known.heardMicros())
                    .as("seed %s", seed)
                    .isEqualTo(latest(told, newest).time());
            assertThat(known.nowServing())
                    .as("seed %s", seed)
                    .isEqualTo(told.stream()
                            .filter(each -> each.incarnation() == newest)
                            .mapToLong(Head::nowServing)
                            .max()
                            .orElseThrow());
            assertThat(known.tail())
                    .as("seed %s", seed)
                    .isEqualTo(inTime(told).stream().mapToLong(Head::tail).max().orElseThrow());
        }
    }

    /** Of those of an incarnation the one that the stream's clock tells is the newest; of two at once, the later told. */
    private static Head latest(List<Head> told, long incarnation) {
        Head latest = Head.UNKNOWN;
        for (Head head : told) {
            if (head.incarnation() == incarnation && head.clock() >= latest.clock()) {
                latest = head;
            }
        }
        return latest;
    }

    /** Without those of an incarnation that was over when they were told. */
    private static List<Head> inTime(List<Head> told) {
        List<Head> inTime = new ArrayList<>();
        for (Head head : told) {
            if (inTime.stream().allMatch(other -> other.incarnation() <= head.incarnation())) {
                inTime.add(head);
            }
        }
        return inTime;
    }

    private static byte[] bits(Set<Long> present, long chunk) {
        byte[] bits = new byte[(int) CHUNK / 8];
        present.stream()
                .filter(n -> n / CHUNK == chunk)
                .mapToInt(n -> (int) (n % CHUNK))
                .forEach(i -> bits[i / 8] |= (byte) (0x80 >>> (i % 8)));
        return bits;
    }

    /** The clock is drawn from {@code serving}, so that answers overtake one another. */
    private static Head head(
            long incarnation, long serving, long tail, long present, long eligible, List<Head.Range> ranges) {
        return new Head(
                1_000 + serving,
                incarnation,
                serving,
                8,
                8,
                45,
                Gate.AUTO,
                4_096,
                serving,
                tail,
                1,
                present,
                eligible,
                1,
                1,
                0,
                0,
                0,
                0,
                ranges,
                0);
    }
}
