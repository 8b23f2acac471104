package dev.sluice.redis.stream;

import dev.sluice.config.policy.Gate;
import dev.sluice.config.policy.StreamPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What every answer of a stream's script begins with.
 *
 * @param time the store's clock, microseconds
 * @param incarnation the life of the state
 * @param clock the stream's clock, microseconds
 * @param used slots held
 * @param capacity capacity in force
 * @param leaseSeconds lease in force
 * @param gate gate in force
 * @param size slots that the array has room for
 * @param nowServing tickets below it may claim
 * @param tail the next number
 * @param window the presence window
 * @param present tickets present
 * @param eligible those of them below {@code nowServing}
 * @param epoch revision in force
 * @param number revision in force
 * @param callsMilli tickets called a second, in thousandths
 * @param exitsMilli slots given up a second, in thousandths
 * @param arrivalsMilli newcomers a second, in thousandths
 * @param recoveryMillis how long nobody enters yet, because the state was lost and slots are being restored; else 0
 * @param ranges chunks of earlier incarnations in which somebody waits: first and last, in order
 * @param since the first incarnation of the stream since it was made again; 0 when it was never deleted
 */
record Head(
        long time,
        long incarnation,
        long clock,
        long used,
        long capacity,
        long leaseSeconds,
        Gate gate,
        long size,
        long nowServing,
        long tail,
        long window,
        long present,
        long eligible,
        long epoch,
        long number,
        long callsMilli,
        long exitsMilli,
        long arrivalsMilli,
        long recoveryMillis,
        List<Range> ranges,
        long since) {

    /** Chunks from {@code first} to {@code last}. */
    record Range(long first, long last) {}

    /** The gates by their numbers in {@code prologue.lua}. */
    private static final List<Gate> GATES = List.of(Gate.OPEN, Gate.AUTO, Gate.HOLD, Gate.REJECT, Gate.MAINTENANCE);

    /** How many elements of an answer it takes, the status before it included. */
    static final int LENGTH = 22;

    /** Nothing known yet. */
    static final Head UNKNOWN = new Head(0, 0, 0, 0, 0, 0, Gate.AUTO, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, List.of(), 0);

    static Head of(List<Object> answer) {
        return new Head(
                number(answer, 1),
                number(answer, 2),
                number(answer, 3),
                number(answer, 4),
                number(answer, 5),
                number(answer, 6),
                GATES.get((int) number(answer, 7)),
                number(answer, 8),
                number(answer, 9),
                number(answer, 10),
                number(answer, 11),
                number(answer, 12),
                number(answer, 13),
                number(answer, 14),
                number(answer, 15),
                number(answer, 16),
                number(answer, 17),
                number(answer, 18),
                number(answer, 19),
                ranges((byte[]) answer.get(20)),
                number(answer, 21));
    }

    /** What is known of a stream that nobody was in yet. */
    static Head of(StreamPolicy policy) {
        return new Head(
                0,
                0,
                0,
                0,
                policy.capacity(),
                policy.lease().toSeconds(),
                policy.gate(),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                List.of(),
                0);
    }

    /** Whether slots are being restored, so that nobody enters. */
    boolean isRecovering() {
        return recoveryMillis > 0;
    }

    /** The number that the numbers of this incarnation begin at. */
    static long base(long incarnation) {
        return incarnation * StreamKeys.CHUNK;
    }

    /** The chunks in which somebody not called yet may wait, in order; {@code most} of them. */
    List<Long> waitingChunks(int most) {
        long from = nowServing / StreamKeys.CHUNK;
        long last = Math.max(from, tail / StreamKeys.CHUNK);
        LongStream earlier =
                ranges.stream().flatMapToLong(range -> LongStream.rangeClosed(range.first(), range.last()));
        return LongStream.concat(earlier, LongStream.rangeClosed(Math.max(from, incarnation), last))
                .filter(chunk -> chunk >= from)
                .limit(most)
                .boxed()
                .toList();
    }

    private static List<Range> ranges(byte[] text) {
        if (text.length == 0) {
            return List.of();
        }
        String[] ends = new String(text, StandardCharsets.US_ASCII).split(" ", -1);
        return IntStream.range(0, ends.length / 2)
                .mapToObj(i -> new Range(Long.parseLong(ends[2 * i]), Long.parseLong(ends[2 * i + 1])))
                .toList();
    }

    static int code(Gate gate) {
        return GATES.indexOf(gate);
    }

    static long number(List<Object> answer, int index) {
        return (Long) answer.get(index);
    }
}
