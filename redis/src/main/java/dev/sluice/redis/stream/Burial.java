package dev.sluice.redis.stream;

import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.store.RedisStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes away what a deleted stream has left in Redis, some of it a call, until only its tombstone is there. */
final class Burial {

    private final RedisStore store;

    Burial(RedisStore store) {
        this.store = store;
    }

    /** Whether nothing is left to do: all is taken away, or the stream was made again. Else it may be asked again. */
    CompletionStage<Boolean> of(StreamId id, Revision deletion) {
        return step(new StreamKeys(id), deletion, 0, List.of()).exceptionally(failure -> false);
    }

    private CompletionStage<Boolean> step(StreamKeys keys, Revision deletion, int arrays, List<Long> chunks) {
        List<byte[]> args = List.of(
                StreamCalls.text(store.notAfterMicros()),
                StreamCalls.text(deletion.epoch()),
                StreamCalls.text(deletion.number()),
                StreamCalls.text(arrays),
                StreamCalls.text(chunks));
        return store.call(StreamScripts.BURY, keys.of(arrays, chunks), args).thenCompose(raw -> {
            String status = new String((byte[]) raw.get(0), StandardCharsets.US_ASCII);
            return switch (status) {
                case "KEYS" -> step(keys, deletion, ((Long) raw.get(2)).intValue(), chunks);
                case "OK" -> {
                    List<Long> left = chunks((List<?>) raw.get(2));
                    yield left.isEmpty() ? done(true) : step(keys, deletion, 0, left);
                }
                case "LATER" -> done(true);
                default -> done(false);
            };
        });
    }

    private static List<Long> chunks(List<?> told) {
        return told.stream()
                .map(chunk -> Long.parseLong(new String((byte[]) chunk, StandardCharsets.US_ASCII)))
                .toList();
    }

    private static CompletionStage<Boolean> done(boolean done) {
        return CompletableFuture.completedFuture(done);
    }
}
