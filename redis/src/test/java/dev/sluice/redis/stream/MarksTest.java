package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class MarksTest {

    @Test
    void marksAreTakenOneRoundAfterTheyWereMade() {
        Marks marks = new Marks();
        marks.add(1, 5);

        assertThat(marks.take()).isEmpty();
        assertThat(marks.isEmpty()).isFalse();
        assertThat(numbers(marks.take())).containsExactly(5L);
        assertThat(marks.isEmpty()).isTrue();
    }

    @Test
    void marksBringTheIncarnationsOfTheirTicketsAlsoWhenTheyWerePutBack() {
        Marks marks = new Marks();
        marks.add(7, 5);
        marks.add(9, 6);
        marks.take();
        marks.add(11, 7);

        List<Marks.Load> taken = marks.take();
        assertThat(taken.get(0).of()).containsExactlyInAnyOrder(7L, 9L);
        taken.forEach(marks::restore);
        assertThat(marks.take().get(0).of()).containsExactly(11L);
        assertThat(marks.take().get(0).of()).containsExactlyInAnyOrder(7L, 9L);
    }

    @RepeatedTest(20)
    void whatIsMarkedIsWhatIsTakenAlsoWhenItWasPutBack(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        SplittableRandom random = new SplittableRandom(seed);
        TreeSet<Long> expected = new TreeSet<>();
        Marks marks = new Marks();
        int spread = random.nextBoolean() ? 200_000 : 600;
        for (int i = 0; i < 500; i++) {
            long number = random.nextLong(spread) * (spread == 600 ? 100 : 1);
            expected.add(number);
            marks.add(1, number);
        }
        marks.take();
        marks.take().forEach(marks::restore);
        marks.take();

        assertThat(numbers(marks.take())).as("seed %s", seed).containsExactlyElementsOf(expected);
    }

    @Test
    void noLoadCostsMoreThanACallMay() {
        Marks marks = new Marks();
        for (long i = 0; i < 40L * StreamKeys.CHUNK; i += 1_000) {
            marks.add(1, i);
        }
        marks.take();

        assertThat(marks.take())
                .hasSizeGreaterThan(1)
                .allSatisfy(load -> assertThat(load.chunks().stream()
                                .mapToInt(Marks.Chunk::cost)
                                .sum())
                        .isLessThanOrEqualTo(512));
    }

    private static List<Long> numbers(List<Marks.Load> loads) {
        List<Long> numbers = new ArrayList<>();
        loads.stream().flatMap(load -> load.chunks().stream()).forEach(chunk -> {
            long first = chunk.chunk() * StreamKeys.CHUNK;
            if (chunk.marks().length == 8_192) {
                for (int bit = 0; bit < StreamKeys.CHUNK; bit++) {
                    if ((chunk.marks()[bit / 8] >> (7 - bit % 8) & 1) == 1) {
                        numbers.add(first + bit);
                    }
                }
            } else {
                ByteBuffer offsets = ByteBuffer.wrap(chunk.marks());
                while (offsets.hasRemaining()) {
                    numbers.add(first + Short.toUnsignedInt(offsets.getShort()));
                }
            }
        });
        return numbers.stream().sorted().toList();
    }
}
