package dev.sluice.it.bench;

import dev.sluice.redis.store.Script;
import dev.sluice.redis.stream.StreamScripts;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * One stream's scripts, called as their headers say, a few calls ahead, so that Redis is never idle. The client declares
 * all keys that the size allows for.
 */
final class RedisLedger implements AutoCloseable {

    private static final int CHUNK = 65_536;
    private static final int ARRAY = 61_440;
    private static final int AHEAD = 4;
    private static final int HEAD = 22;
    private static final int AUTO = 1;
    private static final int TAIL = 10;

    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final int slots;
    private final int arrays;
    private final AtomicLong incarnation = new AtomicLong();
    private final AtomicLong first = new AtomicLong();
    private final Deque<Future<List<Object>>> ahead = new ArrayDeque<>();

    RedisLedger(InetSocketAddress address, int slots) {
        this.slots = slots;
        this.arrays = slots / ARRAY + 2;
        this.client = RedisClient.create(RedisURI.builder()
                .withHost(address.getHostString())
                .withPort(address.getPort())
                .withTimeout(Duration.ofMinutes(1))
                .build());
        this.connection = client.connect(ByteArrayCodec.INSTANCE);
        Stream.of(StreamScripts.ADMIT, StreamScripts.RENEW, StreamScripts.RELEASE, StreamScripts.REAP)
                .forEach(script -> connection.sync().scriptLoad(script.source()));
    }

    /** Sends a call; {@code then} gets what the script itself answered, once a few more calls are on their way. */
    void call(Script script, List<Long> chunks, List<byte[]> own, Consumer<List<Object>> then) {
        List<byte[]> args = new ArrayList<>(fixed(chunks));
        args.addAll(own);
        byte[][] keys = keys(chunks);
        ahead.add(connection
                .async()
                .<List<Object>>evalsha(script.digest(), ScriptOutputType.MULTI, keys, args.toArray(byte[][]::new))
                .thenApply(answer -> {
                    String status = new String((byte[]) answer.get(0), StandardCharsets.US_ASCII);
                    if (!status.equals("OK")) {
                        throw new IllegalStateException(script.name() + " answered " + status);
                    }
                    incarnation.set((Long) answer.get(2));
                    first.compareAndSet(0, (Long) answer.get(TAIL));
                    then.accept(answer.subList(HEAD, answer.size()));
                    return answer;
                })
                .toCompletableFuture());
        while (ahead.size() > AHEAD) {
            await(ahead.remove());
        }
    }

    /** Waits for all calls on their way. */
    void settle() {
        while (!ahead.isEmpty()) {
            await(ahead.remove());
        }
    }

    /** Makes the stream's state; the number that its first newcomer will get. */
    long begin() {
        call(StreamScripts.REAP, List.of(), List.of(), answer -> {});
        settle();
        return first.get();
    }

    /** The chunks of the numbers from {@code first} to {@code last}. */
    static List<Long> chunks(long first, long last) {
        return LongStream.rangeClosed(first / CHUNK, last / CHUNK).boxed().toList();
    }

    static byte[] text(Object value) {
        return String.valueOf(value).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(0, 1, TimeUnit.SECONDS);
    }

    private List<byte[]> fixed(List<Long> chunks) {
        long notAfter = System.currentTimeMillis() * 1_000 + 4_000_000;
        return Stream.of(
                        notAfter,
                        incarnation.get(),
                        1,
                        1,
                        slots,
                        180,
                        61,
                        0,
                        0,
                        75_000_000,
                        AUTO,
                        20,
                        2_000_000,
                        45_000_000,
                        arrays,
                        chunks.stream().map(String::valueOf).collect(Collectors.joining(",")))
                .map(RedisLedger::text)
                .toList();
    }

    private byte[][] keys(List<Long> chunks) {
        Stream<String> fixed = Stream.of("state", "freed", "counts", "scratch:0", "scratch:1", "moves:0", "moves:1");
        Stream<String> strings = LongStream.range(0, arrays).mapToObj(i -> "slots:" + i);
        Stream<String> tickets = chunks.stream()
                .flatMap(c -> Stream.of("present:0:", "present:1:", "claiming:0:", "claiming:1:", "claimed:")
                        .map(name -> name + c));
        return Stream.of(fixed, strings, tickets, Stream.of("chunks"))
                .flatMap(names -> names)
                .map(name -> text("sluice:1:{ledger}:" + name))
                .toArray(byte[][]::new);
    }

    private static void await(Future<List<Object>> answer) {
        try {
            answer.get(1, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new IllegalStateException("a script failed", e);
        }
    }
}
