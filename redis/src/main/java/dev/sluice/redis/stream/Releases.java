package dev.sluice.redis.stream;

import dev.sluice.redis.admission.Slot;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Sends what is given back. Each entry is answered by whether Redis has it; what is of another incarnation needs nothing. */
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

    CompletionStage<List<Boolean>> send(List<Entry> entries) {
        long incarnation =
                entries.stream().mapToLong(e -> e.slot().incarnation()).max().orElse(0);
        List<Entry> newest = entries.stream()
                .filter(e -> e.slot().incarnation() == incarnation)
                .toList();
        List<Long> chunks = newest.stream()
                .map(e -> e.slot().number() / StreamKeys.CHUNK)
                .distinct()
                .toList();
        ByteBuffer packed = ByteBuffer.allocate(15 * newest.size());
        newest.forEach(e -> packed.putInt(e.slot().index())
                .putShort((short) e.slot().tag())
                .putLong(e.slot().number())
                .put(e.kind().code));
        return calls.call(new StreamCalls.Request(
                        StreamScripts.RELEASE, incarnation, head -> chunks, List.of(packed.array()), late -> {}))
                .thenApply(answer -> Collections.nCopies(entries.size(), !(answer instanceof Answer.Lost)));
    }
}
