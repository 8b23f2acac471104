package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Gate;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class SnapshotTest {

    @RepeatedTest(20)
    void thePresentTicketsAheadAreCountedOneByOne(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        SplittableRandom random = new SplittableRandom(seed);
        int serving = random.nextInt(60_000);
        int tail = serving + random.nextInt(60_000);
        BitSet present = new BitSet();
        for (int i = serving; i < tail; i++) {
            present.set(i, random.nextInt(3) == 0);
        }
        Head head = head(serving, tail, 7 + present.cardinality(), 7);
        Snapshot snapshot = new Snapshot(
                head,
                head,
                Snapshot.Presence.of(List.of(0L, 1L), List.of(bits(present, 0), bits(present, 65_536)), List.of()));

        for (int i = 0; i < 200; i++) {
            int number = serving + random.nextInt(tail - serving + 1);
            assertThat(snapshot.ahead(number))
                    .as("seed %s, number %s", seed, number)
                    .isEqualTo(7 + present.get(serving, number).cardinality());
        }
    }

    @Test
    void whoCameAfterTheCopyWasMadeCounts() {
        Head then = head(0, 10, 10, 0);
        Head now = head(0, 15, 15, 0);
        BitSet present = new BitSet();
        present.set(0, 10);
        Snapshot snapshot =
                new Snapshot(now, then, Snapshot.Presence.of(List.of(0L), List.of(bits(present, 0)), List.of()));

        assertThat(snapshot.ahead(14)).isEqualTo(14);
    }

    @Test
    void whoEnteredDirectlySinceTheCopyWasMadeIsNotAhead() {
        Head then = head(0, 0, 0, 0);
        Head now = head(3, 4, 1, 0);

        assertThat(new Snapshot(now, then, Snapshot.Presence.NOBODY).ahead(3)).isZero();
        assertThat(new Snapshot(now, then, Snapshot.Presence.NOBODY).ahead(4)).isEqualTo(1);
    }

    @Test
    void farBehindTheCountOfTheChunkStandsForItsPart() {
        Head head = head(0, 4L * 65_536, 3_000, 0);
        Snapshot snapshot = new Snapshot(
                head,
                head,
                Snapshot.Presence.of(
                        List.of(0L, 1L, 2L, 3L), List.of(new byte[0], new byte[0]), List.of(2_000, 1_000)));

        assertThat(snapshot.ahead(2L * 65_536 + 32_768)).isEqualTo(1_000);
        assertThat(snapshot.ahead(3L * 65_536)).isEqualTo(2_000);
        assertThat(snapshot.ahead(4L * 65_536)).isEqualTo(3_000);
    }

    @Test
    void whoIsCalledHasAtMostTheOtherCalledOnesAhead() {
        Head head = head(100, 200, 60, 5);
        Snapshot snapshot = new Snapshot(head, head, Snapshot.Presence.NOBODY);

        assertThat(snapshot.ahead(99)).isBetween(0L, 4L);
    }

    private static byte[] bits(BitSet present, int from) {
        byte[] bits = new byte[8_192];
        for (int i = 0; i < 65_536; i++) {
            if (present.get(from + i)) {
                bits[i / 8] |= (byte) (0x80 >>> (i % 8));
            }
        }
        return bits;
    }

    private static Head head(long serving, long tail, long present, long eligible) {
        return new Head(
                1, 0, 1, 8, 8, 45, Gate.AUTO, 4_096, serving, tail, 1, present, eligible, 1, 1, 0, 0, 0, 0, List.of(),
                0);
    }
}
