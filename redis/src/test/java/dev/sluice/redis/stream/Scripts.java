package dev.sluice.redis.stream;

import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.store.Script;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The scripts on a real Redis, called one after the other at moments of the test's own choice: in each, {@code TIME} is
 * replaced by an argument, and nothing else.
 */
final class Scripts implements AutoCloseable {

    private static final String TIME = "local time = redis.call('TIME')";
    private static final String GIVEN =
            "local time = {math.floor(ARGV[#ARGV] / 1000000), math.fmod(ARGV[#ARGV], 1000000)}";
    private static final String COPY_ALL = "for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do"
            + " redis.call('COPY', key, ARGV[2] .. string.sub(key, #ARGV[1] + 1), 'REPLACE') end return 1";
    private static final String DELETE_ALL =
            "for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do" + " redis.call('DEL', key) end return 1";
    private static final int ARRAYS = 3;
    /** Slots a string. */
    static final int ARRAY = 61_440;

    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final RedisCommands<byte[], byte[]> redis;
    private final Map<Script, String> digests = new HashMap<>();
    private final StreamId stream = new StreamId("reference");
    private final StreamKeys keys = new StreamKeys(stream);
    private final String prefix = "sluice:1:{" + stream + "}:";

    Scripts(URI uri) {
        client = RedisClient.create(RedisURI.create(uri));
        connection = client.connect(ByteArrayCodec.INSTANCE);
        redis = connection.sync();
    }

    /** Calls a script; what it answered, status and head before its own. */
    List<Object> call(Script script, Reference.Call call, long notAfter, List<Long> chunks, List<byte[]> own) {
        List<byte[]> args = new ArrayList<>();
        args.add(text(notAfter));
        args.add(words(call.knows()));
        args.addAll(rules(call.rules()));
        args.add(text(ARRAYS));
        args.add(bytes(String.join(",", chunks.stream().map(String::valueOf).toList())));
        args.addAll(own);
        args.add(text(call.time()));
        return redis.evalsha(
                digests.computeIfAbsent(script, this::load),
                ScriptOutputType.MULTI,
                keys.of(ARRAYS, chunks).toArray(new byte[0][]),
                args.toArray(new byte[0][]));
    }

    private String load(Script script) {
        String source = script.source().replace(TIME, GIVEN);
        if (source.equals(script.source())) {
            throw new IllegalStateException("the script " + script.name() + " reads TIME in another way");
        }
        return redis.scriptLoad(bytes(source));
    }

    /** Has Redis forget the stream, and the copy of its state. */
    void clear() {
        redis.flushall();
    }

    /** Has Redis forget the stream. */
    void flush() {
        redis.eval(bytes(DELETE_ALL), ScriptOutputType.INTEGER, new byte[0][], bytes(prefix));
    }

    /** State that another run of Redis left. */
    void restart() {
        redis.hset(bytes(prefix + "state"), bytes("run"), bytes("7"));
    }

    void setClock(long micros) {
        redis.hset(bytes(prefix + "state"), bytes("clk"), text(micros));
        redis.hset(bytes(prefix + "state"), bytes("rated"), text(micros));
    }

    void loseArray() {
        redis.del(bytes(prefix + "slots:0"));
    }

    /** Keeps a copy of all state. */
    void save() {
        redis.eval(bytes(DELETE_ALL), ScriptOutputType.INTEGER, new byte[0][], bytes("saved:"));
        redis.eval(bytes(COPY_ALL), ScriptOutputType.INTEGER, new byte[0][], bytes(prefix), bytes("saved:"));
    }

    /** Goes back to the copy, in another run of Redis. */
    void restore() {
        redis.eval(bytes(DELETE_ALL), ScriptOutputType.INTEGER, new byte[0][], bytes(prefix));
        redis.eval(bytes(COPY_ALL), ScriptOutputType.INTEGER, new byte[0][], bytes("saved:"), bytes(prefix));
        restart();
    }

    /** Slots that somebody holds, as the array has them: slot and tag. */
    Map<Integer, Reference.Grant> held() {
        Map<Integer, Reference.Grant> held = new TreeMap<>();
        for (int string = 0; string < ARRAYS; string++) {
            byte[] array = redis.get(bytes(prefix + "slots:" + string));
            ByteBuffer cells = ByteBuffer.wrap(array == null ? new byte[0] : array);
            for (int slot = string * ARRAY; cells.hasRemaining(); slot++) {
                int tag = cells.getShort() & 0xffff;
                if (cells.getShort() != 0) {
                    held.put(slot, new Reference.Grant(slot, tag));
                }
            }
        }
        return held;
    }

    private static byte[] words(Reference.Words knows) {
        return bytes(knows.incarnation() + " " + knows.serving() + " " + knows.tail() + " " + knows.heard() + " "
                + knows.before() + " " + knows.brought());
    }

    private static List<byte[]> rules(Reference.Rules rules) {
        return List.of(
                text(1),
                text(rules.number()),
                text(rules.capacity()),
                text(rules.lease()),
                text(rules.firstLease()),
                text(rules.intervalMicros()),
                text(rules.burst()),
                text(rules.windowMicros()),
                text(Head.code(rules.gate())),
                text(rules.share()),
                text(Reference.Rules.POLL_MIN),
                text(Reference.Rules.POLL_MAX));
    }

    private static byte[] text(long number) {
        return StreamCalls.text(number);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
    }
}
