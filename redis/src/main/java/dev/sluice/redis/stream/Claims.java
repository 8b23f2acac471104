package dev.sluice.redis.stream;

import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.waitingroom.Attempt;
import dev.sluice.redis.waitingroom.ClaimDecision;
import dev.sluice.redis.waitingroom.Ticket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
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
    private final Consumer<Releases.Entry> undelivered;

    Claims(StreamCalls calls, Consumer<Releases.Entry> undelivered) {
        this.calls = calls;
        this.undelivered = undelivered;
    }

    CompletionStage<List<ClaimDecision>> send(List<Claim> claims) {
        List<Integer> order = IntStream.range(0, claims.size())
                .boxed()
                .sorted(Comparator.comparingLong(i -> claims.get(i).ticket().number()))
                .toList();
        List<Claim> sorted = order.stream().map(claims::get).toList();
        return ask(sorted).thenApply(decided -> {
            ClaimDecision[] all = new ClaimDecision[claims.size()];
            for (int i = 0; i < order.size(); i++) {
                all[order.get(i)] = decided.get(i);
            }
            return Arrays.asList(all);
        });
    }

    private CompletionStage<List<ClaimDecision>> ask(List<Claim> claims) {
        ByteBuffer entries = ByteBuffer.allocate(ENTRY_BYTES * claims.size());
        claims.forEach(c -> entries.putLong(c.ticket().number()).put(c.code()));
        List<Long> chunks = claims.stream()
                .map(c -> c.ticket().number() / StreamKeys.CHUNK)
                .distinct()
                .toList();
        return calls.call(new StreamCalls.Request(
                        StreamScripts.CLAIM,
                        calls.telling(claims.stream().mapToLong(c -> c.ticket().incarnation())),
                        head -> chunks,
                        List.of(entries.array(), Admissions.tags(claims.size())),
                        late -> granted(late, claims)
                                .forEach(slot ->
                                        undelivered.accept(new Releases.Entry(slot, Releases.Kind.UNDELIVERED)))))
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
        return claims.stream()
                .<ClaimDecision>map(
                        c -> answer instanceof Answer.Gone ? new ClaimDecision.Spent() : new ClaimDecision.StoreLost())
                .toList();
    }

    /** The slots granted, in the order of the claims that got one. */
    private static List<Slot> granted(Answer.Done done, List<Claim> claims) {
        byte[] codes = done.bytes(0);
        List<Ticket> tickets = IntStream.range(0, codes.length)
                .filter(i -> codes[i] == 1)
                .mapToObj(i -> claims.get(i).ticket())
                .toList();
        ByteBuffer packed = ByteBuffer.wrap(done.bytes(1));
        return tickets.stream()
                .map(ticket ->
                        new Slot(ticket.incarnation(), packed.getInt(), packed.getShort() & 0xffff, ticket.number()))
                .toList();
    }
}
