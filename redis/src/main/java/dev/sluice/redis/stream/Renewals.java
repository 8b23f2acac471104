package dev.sluice.redis.stream;

import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** Sends renewals. */
final class Renewals {

    record Entry(Slot slot, Renewal renewal) {

        private byte code() {
            return (byte)
                    switch (renewal) {
                        case RENEW -> 0;
                        case CONFIRM -> 1;
                        case CLOSE -> 2;
                    };
        }
    }

    private final StreamCalls calls;

    Renewals(StreamCalls calls) {
        this.calls = calls;
    }

    CompletionStage<List<RenewDecision>> send(List<Entry> entries) {
        long incarnation =
                entries.stream().mapToLong(e -> e.slot().incarnation()).max().orElse(0);
        List<Entry> newest = entries.stream()
                .filter(e -> e.slot().incarnation() == incarnation)
                .toList();
        return ask(incarnation, newest).thenApply(decided -> {
            int[] next = {0};
            return entries.stream()
                    .map(e ->
                            e.slot().incarnation() == incarnation ? decided.get(next[0]++) : new RenewDecision.Stale())
                    .toList();
        });
    }

    private CompletionStage<List<RenewDecision>> ask(long incarnation, List<Entry> entries) {
        List<Long> confirming = entries.stream()
                .filter(e -> e.renewal() == Renewal.CONFIRM)
                .map(e -> e.slot().number() / StreamKeys.CHUNK)
                .distinct()
                .toList();
        CompletionStage<Answer> asked = calls.call(new StreamCalls.Request(
                StreamScripts.RENEW, incarnation, head -> confirming, List.of(pack(entries)), late -> {}));
        return asked.thenApply(answer -> decisions(answer, entries.size()));
    }

    private static List<RenewDecision> decisions(Answer answer, int n) {
        if (answer instanceof Answer.Done done) {
            byte[] codes = done.bytes(0);
            return IntStream.range(0, codes.length)
                    .mapToObj(i -> codes[i] == 1
                            ? (RenewDecision)
                                    new RenewDecision.Renewed(done.head().time())
                            : new RenewDecision.Stale())
                    .toList();
        }
        return Collections.nCopies(
                n, answer instanceof Answer.Gone ? new RenewDecision.Stale() : new RenewDecision.StoreLost());
    }

    private static byte[] pack(List<Entry> entries) {
        ByteBuffer packed = ByteBuffer.allocate(15 * entries.size());
        for (Entry entry : entries) {
            packed.putInt(entry.slot().index())
                    .putShort((short) entry.slot().tag())
                    .putLong(entry.slot().number())
                    .put(entry.code());
        }
        return packed.array();
    }
}
