package dev.sluice.redis.stream;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;

/** Compares what an answer tells of a stream with the reference. */
final class Agreement {

    private Agreement() {}

    static void compare(Reference reference, long time, Head head) {
        same("TIME", time, head.time());
        same("incarnation", reference.incarnation(), head.incarnation());
        same("stream's clock", reference.clock(), head.clock());
        same("slots held", (long) reference.places().taken(), head.used());
        same("capacity", (long) reference.rules().capacity(), head.capacity());
        same("lease", (long) reference.rules().lease(), head.leaseSeconds());
        same("gate", reference.rules().gate(), head.gate());
        same("revision", reference.rules().number(), head.number());
        same("now serving", reference.serving(), head.nowServing());
        same("tail", reference.tail(), head.tail());
        same("window", reference.window(), head.window());
        same("present", (long) reference.present().size(), head.present());
        same("eligible", reference.eligible(), head.eligible());
        same("recovery left", reference.recoveryMillis(), head.recoveryMillis());
        close("calls", reference.callsRate(), head.callsMilli());
        close("exits", reference.exitsRate(), head.exitsMilli());
        close("arrivals", reference.arrivalsRate(), head.arrivalsMilli());
        ranges(reference, head);
    }

    /** Chunks of earlier incarnations: in order, apart, and none missing in which somebody waits. */
    private static void ranges(Reference reference, Head head) {
        long before = -1;
        Set<Long> listed = new HashSet<>();
        for (Head.Range range : head.ranges()) {
            Reference.demand(
                    range.first() > before && range.last() >= range.first() && range.last() < head.incarnation(),
                    "ranges are not in order: " + head.ranges());
            before = range.last();
            LongStream.rangeClosed(range.first(), range.last()).forEach(listed::add);
        }
        for (long ticket : reference.waiting()) {
            Reference.demand(
                    ticket >= Head.base(head.incarnation()) || listed.contains(ticket / Reference.CHUNK),
                    "ticket " + ticket + " waits in none of " + head.ranges());
        }
    }

    private static void close(String what, double due, long milli) {
        Reference.demand(
                Math.abs(due * 1_000 - milli) <= 1.001, what + " a second: due " + due + ", told " + milli / 1_000.0);
    }

    static void same(String what, Object due, Object told) {
        Reference.demand(due.equals(told), what + ": due " + due + ", told " + told);
    }
}
