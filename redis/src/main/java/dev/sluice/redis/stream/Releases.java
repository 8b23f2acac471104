package dev.sluice.redis.stream;

import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.waitingroom.Ticket;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;

/** Sends what is given back. Each entry is answered by whether Redis has it. */
final class Releases {

    /** Why it is given back, with its code in {@code release.lua}. */
    enum Kind {
        LEFT(0),
        UNDELIVERED(1),
        TICKET(2);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }
    }

    record Entry(Slot slot, Kind kind) {}

    private final StreamCalls calls;

    Releases(StreamCalls calls) {
        this.calls = calls;
    }

    /** The number of the returner's ticket of a session. */
    static LongStream returner(long number) {
        return LongStream.of(number + Ticket.RETURNER);
    }

    CompletionStage<List<Boolean>> send(List<Entry> entries) {
        List<Long> chunks = entries.stream()
                .flatMapToLong(e -> LongStream.concat(
                        LongStream.of(e.slot().number()),
                        e.kind() == Kind.LEFT ? returner(e.slot().number()) : LongStream.empty()))
                .map(number -> number / StreamKeys.CHUNK)
                .distinct()
                .boxed()
                .toList();
        ByteBuffer packed = ByteBuffer.allocate(15 * entries.size());
        entries.forEach(e -> packed.putInt(e.slot().index())
                .putShort((short) e.slot().tag())
                .putLong(e.slot().number())
                .put(e.kind().code));
        return calls.call(new StreamCalls.Request(
                        StreamScripts.RELEASE, 0, head -> chunks, List.of(packed.array()), late -> {}))
                .thenApply(answer -> Collections.nCopies(entries.size(), !(answer instanceof Answer.Lost)));
    }
}
