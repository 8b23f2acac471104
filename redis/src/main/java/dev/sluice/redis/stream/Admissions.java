package dev.sluice.redis.stream;

import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.Slot;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/** Sends newcomers. What a late answer brings is given back. */
final class Admissions {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int GRANT_BYTES = 6;

    private final StreamCalls calls;
    private final Consumer<Releases.Entry> undelivered;

    Admissions(StreamCalls calls, Consumer<Releases.Entry> undelivered) {
        this.calls = calls;
        this.undelivered = undelivered;
    }

    CompletionStage<List<AdmitDecision>> send(List<Long> newcomers) {
        int n = newcomers.size();
        return calls.call(new StreamCalls.Request(
                        StreamScripts.ADMIT,
                        0,
                        head -> chunks(head.tail(), head.tail() + n - 1),
                        List.of(StreamCalls.text(n), tags(n)),
                        this::giveBack))
                .thenApply(answer -> answer instanceof Answer.Done done
                        ? decisions(done, n)
                        : Collections.nCopies(
                                n,
                                answer instanceof Answer.Gone
                                        ? new AdmitDecision.Refused()
                                        : new AdmitDecision.StoreLost()));
    }

    private static List<AdmitDecision> decisions(Answer.Done done, int n) {
        List<AdmitDecision> decisions = new ArrayList<>(n);
        for (Slot slot : slots(done, done.bytes(0), i -> done.number(1) + i)) {
            decisions.add(new AdmitDecision.Granted(slot, done.head().time()));
        }
        for (long i = 0; i < done.number(3); i++) {
            decisions.add(new AdmitDecision.Queued(
                    done.head().incarnation(), done.number(2) + i, done.head().time()));
        }
        while (decisions.size() < n) {
            decisions.add(new AdmitDecision.Refused());
        }
        return decisions;
    }

    private void giveBack(Answer.Done late) {
        for (Slot slot : slots(late, late.bytes(0), i -> late.number(1) + i)) {
            undelivered.accept(new Releases.Entry(slot, Releases.Kind.UNDELIVERED));
        }
        for (long i = 0; i < late.number(3); i++) {
            Slot ticket = new Slot(late.head().incarnation(), 0, 0, late.number(2) + i);
            undelivered.accept(new Releases.Entry(ticket, Releases.Kind.TICKET));
        }
    }

    /** Slots packed as slot and tag; {@code number} tells the session number of the i-th. */
    static List<Slot> slots(Answer.Done done, byte[] packed, ToLongFunction<Integer> number) {
        List<Slot> slots = new ArrayList<>(packed.length / GRANT_BYTES);
        ByteBuffer buffer = ByteBuffer.wrap(packed);
        for (int i = 0; buffer.hasRemaining(); i++) {
            slots.add(new Slot(
                    done.head().incarnation(), buffer.getInt(), buffer.getShort() & 0xffff, number.applyAsLong(i)));
        }
        return slots;
    }

    static byte[] tags(int n) {
        byte[] tags = new byte[2 * n];
        RANDOM.nextBytes(tags);
        return tags;
    }

    /** The chunks of the numbers from {@code first} to {@code last}. */
    static List<Long> chunks(long first, long last) {
        return LongStream.rangeClosed(first / StreamKeys.CHUNK, last / StreamKeys.CHUNK)
                .boxed()
                .toList();
    }
}
