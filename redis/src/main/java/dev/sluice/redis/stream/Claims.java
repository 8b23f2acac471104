package dev.sluice.redis.stream;

import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.waitingroom.Attempt;
import dev.sluice.redis.waitingroom.ClaimDecision;
import dev.sluice.redis.waitingroom.Ticket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** Sends claims, in order of their tickets. Slots that a late answer brings are given back. */
final class Claims {

    private static final int ENTRY_BYTES = 9;

    record Claim(Ticket ticket, Attempt attempt) {

        private byte code() {
            return (byte)
                    switch (attempt) {
                        case FIRST -> 0;
                        case AGAIN -> 1;
                        case RETURNING -> 2;
                    };
        }
    }

    private final StreamCalls calls;
    private final Batch<Releases.Entry, Boolean> releases;

    Claims(StreamCalls calls, Batch<Releases.Entry, Boolean> releases) {
        this.calls = calls;
        this.releases = releases;
    }

    /** A batch may hold tickets of an incarnation that is gone: only those of the newest are sent. */
    CompletionStage<List<ClaimDecision>> send(List<Claim> claims) {
        long incarnation =
                claims.stream().mapToLong(c -> c.ticket().incarnation()).max().orElse(0);
        List<Integer> order = IntStream.range(0, claims.size())
                .filter(i -> claims.get(i).ticket().incarnation() == incarnation)
                .boxed()
                .sorted(Comparator.comparingLong(i -> claims.get(i).ticket().number()))
                .toList();
        List<Claim> sorted = order.stream().map(claims::get).toList();
        return ask(incarnation, sorted).thenApply(decided -> {
            ClaimDecision[] all = new ClaimDecision[claims.size()];
            Arrays.fill(all, new ClaimDecision.Forgotten());
            for (int i = 0; i < order.size(); i++) {
                all[order.get(i)] = decided.get(i);
            }
            return List.of(all);
        });
    }

    private CompletionStage<List<ClaimDecision>> ask(long incarnation, List<Claim> claims) {
        if (claims.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        ByteBuffer entries = ByteBuffer.allocate(ENTRY_BYTES * claims.size());
        claims.forEach(c -> entries.putLong(c.ticket().number()).put(c.code()));
        List<Long> chunks = claims.stream()
                .map(c -> c.ticket().number() / StreamKeys.CHUNK)
                .distinct()
                .toList();
        return calls.call(new StreamCalls.Request(
                        StreamScripts.CLAIM,
                        incarnation,
                        head -> chunks,
                        List.of(entries.array(), Admissions.tags(claims.size())),
                        late -> granted(late, claims).stream()
                                .filter(Objects::nonNull)
                                .forEach(slot -> releases.add(new Releases.Entry(slot, Releases.Kind.UNDELIVERED)))))
                .thenApply(answer -> decisions(answer, claims));
    }

    private static List<ClaimDecision> decisions(Answer answer, List<Claim> claims) {
        if (answer instanceof Answer.Done done) {
            List<Slot> slots = granted(done, claims);
            int[] next = {0};
            byte[] codes = done.bytes(0);
            return IntStream.range(0, codes.length)
                    .mapToObj(i -> switch (codes[i]) {
                        case 1 ->
                            new ClaimDecision.Granted(
                                    slots.get(next[0]++), done.head().time());
                        case 2 -> new ClaimDecision.NotCalled();
                        case 3 -> new ClaimDecision.Spent();
                        default -> new ClaimDecision.NotYet();
                    })
                    .map(ClaimDecision.class::cast)
                    .toList();
        }
        ClaimDecision all =
                answer instanceof Answer.Gone ? new ClaimDecision.Forgotten() : new ClaimDecision.StoreLost();
        return claims.stream().map(c -> all).toList();
    }

    /** The slots granted, in the order of the claims that got one. */
    private static List<Slot> granted(Answer.Done done, List<Claim> claims) {
        byte[] codes = done.bytes(0);
        long[] numbers = IntStream.range(0, codes.length)
                .filter(i -> codes[i] == 1)
                .mapToLong(i -> claims.get(i).ticket().number())
                .toArray();
        return Admissions.slots(done, done.bytes(1), i -> numbers[i]);
    }
}
