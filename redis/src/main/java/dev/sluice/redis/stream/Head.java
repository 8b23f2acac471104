package dev.sluice.redis.stream;

import dev.sluice.config.policy.Gate;
import dev.sluice.config.policy.StreamPolicy;
import java.util.List;

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
        long arrivalsMilli) {

    /** The gates by their numbers in {@code prologue.lua}. */
    private static final List<Gate> GATES = List.of(Gate.OPEN, Gate.AUTO, Gate.HOLD, Gate.REJECT, Gate.MAINTENANCE);

    /** How many elements of an answer it takes, the status before it included. */
    static final int LENGTH = 19;

    /** Nothing known yet. */
    static final Head UNKNOWN = new Head(0, 0, 0, 0, 0, 0, Gate.AUTO, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

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
                number(answer, 18));
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
                0);
    }

    static int code(Gate gate) {
        return GATES.indexOf(gate);
    }

    static long number(List<Object> answer, int index) {
        return (Long) answer.get(index);
    }
}
