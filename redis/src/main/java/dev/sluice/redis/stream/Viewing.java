package dev.sluice.redis.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Copies who is present: the bits of the first two chunks in which somebody may wait, and the counts of those after them, of
 * which one call counts at most 256.
 */
final class Viewing {

    private static final int STEP = 256;
    private static final int WITH_BITS = 2;

    private final StreamCalls calls;

    Viewing(StreamCalls calls) {
        this.calls = calls;
    }

    CompletionStage<Optional<Snapshot>> copy() {
        if (calls.head().incarnation() > 0) {
            return copy(calls.head());
        }
        return view(List.of(), 0)
                .thenCompose(answer -> answer instanceof Answer.Done done ? copy(done.head()) : nothing());
    }

    private CompletionStage<Optional<Snapshot>> copy(Head known) {
        List<Long> chunks = known.waitingChunks(Integer.MAX_VALUE);
        List<Long> first = chunks.subList(0, Math.min(WITH_BITS, chunks.size()));
        return view(first, 1)
                .thenCompose(answer -> answer instanceof Answer.Done done
                        ? more(done, chunks, new ArrayList<>(), first.size())
                        : nothing());
    }

    private CompletionStage<Optional<Snapshot>> more(
            Answer.Done first, List<Long> chunks, List<Integer> counts, int from) {
        if (from >= chunks.size()) {
            List<byte[]> bits = ((List<?>) first.own().get(0))
                    .stream().map(byte[].class::cast).toList();
            return CompletableFuture.completedFuture(
                    Optional.of(new Snapshot(first.head(), first.head(), Snapshot.Presence.of(chunks, bits, counts))));
        }
        int to = Math.min(chunks.size(), from + STEP);
        return view(chunks.subList(from, to), 0).thenCompose(answer -> {
            if (answer instanceof Answer.Done done) {
                ((List<?>) done.own().get(0)).forEach(count -> counts.add(((Long) count).intValue()));
                return more(first, chunks, counts, to);
            }
            return nothing();
        });
    }

    private static CompletionStage<Optional<Snapshot>> nothing() {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    private CompletionStage<Answer> view(List<Long> chunks, int withBits) {
        return calls.call(new StreamCalls.Request(
                StreamScripts.VIEW, 0, head -> chunks, List.of(StreamCalls.text(withBits)), late -> {}));
    }
}
