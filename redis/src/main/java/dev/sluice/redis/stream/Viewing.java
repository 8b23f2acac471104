package dev.sluice.redis.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;

/**
 * Copies who is present: the bits of the first two chunks, and the counts of those after them, of which one call counts
 * at most 256.
 */
final class Viewing {

    private static final int STEP = 256;

    private final StreamCalls calls;

    Viewing(StreamCalls calls) {
        this.calls = calls;
    }

    CompletionStage<Optional<Snapshot>> copy() {
        return view(0).thenCompose(answer -> {
            if (answer instanceof Answer.Done done) {
                long front = done.head().nowServing() / StreamKeys.CHUNK;
                return more(done, front, new ArrayList<>(), front + 2);
            }
            return CompletableFuture.completedFuture(Optional.empty());
        });
    }

    private CompletionStage<Optional<Snapshot>> more(Answer.Done first, long front, List<Integer> counts, long from) {
        if (from * StreamKeys.CHUNK >= first.head().tail()) {
            return CompletableFuture.completedFuture(Optional.of(new Snapshot(
                    first.head(), first.head(), Snapshot.Presence.of(front, first.bytes(0), first.bytes(1), counts))));
        }
        return view(from).thenCompose(answer -> {
            if (answer instanceof Answer.Done done) {
                ((List<?>) done.own().get(2)).forEach(count -> counts.add(((Long) count).intValue()));
                return more(first, front, counts, from + STEP);
            }
            return CompletableFuture.completedFuture(Optional.empty());
        });
    }

    /** @param from the first chunk to count, or 0 for the bits of the first two */
    private CompletionStage<Answer> view(long from) {
        return calls.call(new StreamCalls.Request(
                StreamScripts.VIEW,
                0,
                head -> {
                    long start = from == 0 ? head.nowServing() / StreamKeys.CHUNK : from;
                    long end = from == 0 ? start + 2 : Math.min(start + STEP, head.tail() / StreamKeys.CHUNK + 1);
                    return LongStream.range(start, Math.max(start, end)).boxed().toList();
                },
                List.of(),
                late -> {}));
    }
}
