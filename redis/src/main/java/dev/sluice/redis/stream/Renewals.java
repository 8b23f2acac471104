package dev.sluice.redis.stream;

import dev.sluice.redis.admission.Acceptance;
import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.store.StoreClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Sends renewals. */
final class Renewals {

    private static final int ENTRY_BYTES = 23;
    private static final int OFFLINE = 4;
    /** An incarnation that nobody was accepted in for so long is not worth a recovery. */
    private static final long TELLING_MICROS = Duration.ofMinutes(5).toNanos() / 1_000;

    record Entry(Slot slot, Renewal renewal, Acceptance last) {

        private byte code() {
            int kind = switch (renewal) {
                case RENEW -> 0;
                case CONFIRM -> 1;
                case CLOSE -> 2;
            };
            return (byte) (last.offline() && renewal != Renewal.CLOSE ? kind + OFFLINE : kind);
        }
    }

    private final StreamCalls calls;
    private final StoreClock clock;

    Renewals(StreamCalls calls, StoreClock clock) {
        this.calls = calls;
        this.clock = clock;
    }

    CompletionStage<List<RenewDecision>> send(List<Entry> entries) {
        long since = clock.nowMicros() - TELLING_MICROS;
        long incarnation = calls.telling(entries.stream()
                .filter(e -> e.slot().incarnation() > 0)
                .filter(e -> clock.rebased(e.last().atMicros()) > since)
                .mapToLong(e -> e.slot().incarnation()));
        List<Long> some = chunks(entries.stream().filter(e -> e.code() != 0 && e.renewal() != Renewal.CLOSE));
        List<Long> all = chunks(entries.stream());
        int top = entries.stream().mapToInt(e -> e.slot().index()).max().orElse(0) + 1;
        CompletionStage<Answer> asked = calls.call(new StreamCalls.Request(
                StreamScripts.RENEW,
                incarnation,
                head -> head.isRecovering() ? all : some,
                List.of(pack(entries), Admissions.tags(entries.size())),
                late -> {},
                top,
                head -> all));
        return asked.thenApply(answer -> decisions(answer, entries));
    }

    /** The chunks of the numbers, and of their returners' tickets. */
    private static List<Long> chunks(Stream<Entry> entries) {
        return entries.flatMapToLong(e -> LongStream.concat(
                        LongStream.of(e.slot().number()),
                        Releases.returner(e.slot().number())))
                .map(number -> number / StreamKeys.CHUNK)
                .distinct()
                .boxed()
                .toList();
    }

    private static List<RenewDecision> decisions(Answer answer, List<Entry> entries) {
        if (answer instanceof Answer.Done done) {
            byte[] codes = done.bytes(0);
            ByteBuffer moved = ByteBuffer.wrap(done.bytes(1));
            return IntStream.range(0, codes.length)
                    .mapToObj(i -> decision(codes[i], entries.get(i).slot(), moved, done.head()))
                    .toList();
        }
        return Collections.nCopies(
                entries.size(),
                answer instanceof Answer.Gone ? new RenewDecision.Stale() : new RenewDecision.StoreLost());
    }

    private static RenewDecision decision(byte code, Slot slot, ByteBuffer moved, Head head) {
        return switch (code) {
            case 0 -> new RenewDecision.Stale();
            case 1 -> new RenewDecision.Renewed(head.time());
            case 2 ->
                new RenewDecision.Moved(
                        new Slot(head.incarnation(), moved.getInt(), moved.getShort() & 0xffff, slot.number()),
                        head.time());
            default -> new RenewDecision.StoreLost();
        };
    }

    private byte[] pack(List<Entry> entries) {
        ByteBuffer packed = ByteBuffer.allocate(ENTRY_BYTES * entries.size());
        for (Entry entry : entries) {
            packed.putInt(entry.slot().index())
                    .putShort((short) entry.slot().tag())
                    .putLong(entry.slot().number())
                    .putLong(clock.rebased(entry.last().atMicros()))
                    .put(entry.code());
        }
        return packed.array();
    }
}
