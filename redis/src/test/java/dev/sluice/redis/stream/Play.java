package dev.sluice.redis.stream;

import dev.sluice.config.policy.Gate;
import dev.sluice.config.policy.Revision;
import dev.sluice.redis.store.Script;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * One gateway's calls of a stream's scripts, at moments of the test's own choice: to the microsecond, and without waiting.
 * Tags are drawn in turn from 1 to 5, so that nothing is left to chance, and the next is often the last holder's.
 */
final class Play implements AutoCloseable {

    static final long SECOND = 1_000_000;

    // what a renewal is answered
    static final int STALE = 0;
    static final int RENEWED = 1;
    static final int MOVED = 2;
    static final int ASK_AGAIN = 3;

    // what a claim is answered
    static final int NOT_YET = 0;
    static final int IN = 1;
    static final int NOT_CALLED = 2;
    static final int SPENT = 3;

    record Session(Reference.Grant slot, long number) {}

    /** What became of newcomers. */
    record Admitted(List<Session> in, List<Long> tickets) {}

    private final Scripts scripts;
    private final RedisClient client;
    private final RedisCommands<String, byte[]> redis;
    private Reference.Rules rules = new Reference.Rules(1, Gate.AUTO, 8, 45, 20, 0, 1, 4 * SECOND, 20);
    private Known known = Known.NOTHING;
    private long time = 1_800_000_000 * SECOND;
    private int tags;
    private List<Reference.Grant> given = List.of();

    /** Empties the Redis, and begins a stream in it that is in no recovery. */
    Play(URI uri) {
        scripts = new Scripts(uri);
        client = RedisClient.create(RedisURI.create(uri));
        redis = client.connect(RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE))
                .sync();
        scripts.clear();
        tick();
    }

    // the operator, and time

    void rules(Gate gate, int capacity) {
        rules(gate, capacity, 0, 1);
    }

    void rules(Gate gate, int capacity, long intervalMicros, int burst) {
        rules = new Reference.Rules(
                rules.number() + 1,
                gate,
                capacity,
                rules.lease(),
                rules.firstLease(),
                intervalMicros,
                burst,
                rules.windowMicros(),
                rules.share());
        tick();
    }

    Reference.Rules rules() {
        return rules;
    }

    /** Calls with these from now on, whatever their number. */
    void take(Reference.Rules others) {
        rules = others;
    }

    long now() {
        return time;
    }

    /** Time goes on by so much, without a call. */
    void later(long micros) {
        time += micros;
    }

    /** Seconds go by in which somebody calls often enough for the stream's clock. */
    void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            later(SECOND);
            tick();
        }
    }

    /** The state is that of another run of Redis. */
    void restart() {
        scripts.restart();
    }

    /** All of the state is lost. */
    void flush() {
        scripts.flush();
    }

    /** This gateway knows of nothing any more. */
    void forget() {
        known = Known.NOTHING;
    }

    // what is stored

    /** Commands, for what no call does, or tells. */
    RedisCommands<String, byte[]> redis() {
        return redis;
    }

    /** The name of one of the stream's keys. */
    static String key(String name) {
        return "sluice:1:{reference}:" + name;
    }

    /** A field of the stream's record. */
    long field(String name) {
        return redis.hincrby(key("state"), name, 0);
    }

    void field(String name, long value) {
        redis.hset(key("state"), name, StreamCalls.text(value));
    }

    /** How many slots are counted as free in a piece of 4,096. */
    int counted(int piece) {
        byte[] two = redis.getrange(key("counts"), piece * 2L, piece * 2L + 1);
        return two.length == 2 ? ByteBuffer.wrap(two).getShort() & 0xffff : 0;
    }

    /** Slots that somebody holds, and their tags. */
    Map<Integer, Reference.Grant> held() {
        return scripts.held();
    }

    // calls

    /** A call that does what time does, and nothing else. */
    String tick() {
        return Wire.status(call(StreamScripts.PRESENCE, List.of(), List.of()));
    }

    Head head() {
        return known.head();
    }

    Admitted admit(int n) {
        List<Object> answer = call(StreamScripts.ADMIT, Admissions.chunks(head().tail(), head().tail() + n - 1), n);
        given = Wire.grants(answer, 0);
        long first = Wire.number(answer, 1);
        List<Session> in = IntStream.range(0, given.size())
                .mapToObj(i -> new Session(given.get(i), first + i))
                .toList();
        long ticket = Wire.number(answer, 2);
        return new Admitted(
                in,
                LongStream.range(ticket, ticket + Wire.number(answer, 3))
                        .boxed()
                        .toList());
    }

    /** Newcomers, {@code n} of them, with just these chunks declared. */
    List<Object> call(Script admit, List<Long> chunks, int n) {
        return call(admit, chunks, List.of(Wire.number(n), tags(n)));
    }

    int renew(Session session, int kind) {
        return renew(session, kind, 0, false);
    }

    /** Many confirm, or renew. */
    List<Integer> renew(List<Session> sessions, int kind) {
        ByteBuffer packed = ByteBuffer.allocate(23 * sessions.size());
        sessions.forEach(session -> token(packed, session, kind, time));
        Set<Long> chunks = new TreeSet<>();
        sessions.forEach(session -> chunks.addAll(both(session.number())));
        return Wire.codes(
                call(StreamScripts.RENEW, List.copyOf(chunks), List.of(packed.array(), tags(sessions.size()))));
    }

    /** A renewal of somebody who was accepted so long ago. */
    int renew(Session session, int kind, long agoMicros, boolean offline) {
        return renew(session, kind, agoMicros, offline, both(session.number()));
    }

    /** The same with just these chunks declared; -1 where more are asked for. */
    int renew(Session session, int kind, long agoMicros, boolean offline, List<Long> chunks) {
        ByteBuffer packed = ByteBuffer.allocate(23);
        token(packed, session, kind + (offline ? 4 : 0), time - agoMicros);
        List<Object> answer = call(StreamScripts.RENEW, chunks, List.of(packed.array(), tags(1)));
        if (Wire.status(answer).equals("KEYS")) {
            return -1;
        }
        given = Wire.grants(answer, 1);
        return Wire.codes(answer).get(0);
    }

    private static void token(ByteBuffer packed, Session session, int flags, long accepted) {
        packed.putInt(session.slot().slot())
                .putShort((short) session.slot().tag())
                .putLong(session.number())
                .putLong(accepted)
                .put((byte) flags);
    }

    /** What the last call gave. */
    List<Reference.Grant> given() {
        return given;
    }

    long release(Session session, int kind) {
        return release(List.of(session), kind);
    }

    long release(List<Session> sessions, int kind) {
        ByteBuffer packed = ByteBuffer.allocate(15 * sessions.size());
        Set<Long> chunks = new TreeSet<>();
        for (Session session : sessions) {
            packed.putInt(session.slot().slot())
                    .putShort((short) session.slot().tag())
                    .putLong(session.number())
                    .put((byte) kind);
            chunks.addAll(both(session.number()));
        }
        return Wire.number(call(StreamScripts.RELEASE, List.copyOf(chunks), List.of(packed.array())), 0);
    }

    /** A ticket is given up. */
    void giveUp(long ticket) {
        release(new Session(new Reference.Grant(0, 0), ticket), Reference.Return.TICKET);
    }

    int claim(long ticket) {
        return claim(0, ticket).get(0);
    }

    /** Claims, all of them the first, another or a returning attempt: 0, 1 or 2. */
    List<Integer> claim(int attempt, Long... tickets) {
        ByteBuffer packed = ByteBuffer.allocate(9 * tickets.length);
        Arrays.stream(tickets).forEach(ticket -> packed.putLong(ticket).put((byte) attempt));
        Set<Long> chunks = Wire.chunks(Arrays.stream(tickets).mapToLong(Long::longValue));
        List<Object> answer =
                call(StreamScripts.CLAIM, List.copyOf(chunks), List.of(packed.array(), tags(tickets.length)));
        given = Wire.grants(answer, 1);
        return Wire.codes(answer);
    }

    /** Marks tickets present, one by one or as bits. */
    void mark(boolean bits, List<Long> tickets) {
        List<Long> chunks = List.copyOf(Wire.chunks(tickets.stream().mapToLong(Long::longValue)));
        List<byte[]> marks = new ArrayList<>();
        for (long chunk : chunks) {
            List<Integer> offsets = tickets.stream()
                    .filter(ticket -> ticket / Reference.CHUNK == chunk)
                    .map(ticket -> (int) (ticket % Reference.CHUNK))
                    .toList();
            marks.add(bits ? Wire.bits(offsets) : Wire.offsets(offsets));
        }
        call(StreamScripts.PRESENCE, chunks, marks);
    }

    long promote() {
        return Wire.number(call(StreamScripts.PROMOTE, head().waitingChunks(16), List.of()), 0);
    }

    long reap() {
        return Wire.number(call(StreamScripts.REAP, List.of(), List.of()), 0);
    }

    /** Another gateway, which knew of the last incarnation, calls: it tells whom it knows to be called. */
    void tell(long nowServing) {
        Known before = new Known(Head.UNKNOWN, head().incarnation() - 1, nowServing, 0, time, 0, 0, Revision.NONE);
        Known mine = known;
        known = before;
        List<Object> answer = call(StreamScripts.PRESENCE, List.of(), List.of());
        known = mine.with(Head.of(answer));
    }

    /** A gateway that knows of nothing calls for somebody of an earlier or later incarnation. */
    void bring(long incarnation) {
        Reference.Call call = new Reference.Call(time, new Reference.Words(0, 0, 0, 0, 0, incarnation), rules);
        List<Object> answer = scripts.call(StreamScripts.PRESENCE, call, time + SECOND, List.of(), List.of());
        known = Known.NOTHING.with(Head.of(answer));
    }

    /** How many of a chunk's tickets are present, by their bits. */
    long present(long chunk) {
        List<Object> answer = scripts.call(StreamScripts.VIEW, what(), 0, List.of(chunk), List.of(Wire.number(0)));
        return (Long) ((List<?>) answer.get(Head.LENGTH)).get(0);
    }

    /** Looks, as gateways do before they answer polls: that may change nothing. */
    String look() {
        return Wire.status(scripts.call(StreamScripts.VIEW, what(), 0, List.of(), List.of(Wire.number(0))));
    }

    List<Object> call(Script script, List<Long> chunks, List<byte[]> own) {
        List<Object> answer = scripts.call(script, what(), time + SECOND, chunks, own);
        if (answer.size() >= Head.LENGTH) {
            known = known.with(Head.of(answer));
        }
        return answer;
    }

    private Reference.Call what() {
        Reference.Words words = new Reference.Words(
                known.incarnation(), known.nowServing(), known.tail(), known.heardMicros(), known.beforeMicros(), 0);
        return new Reference.Call(time, words, rules);
    }

    private byte[] tags(int n) {
        ByteBuffer all = ByteBuffer.allocate(2 * n);
        IntStream.range(0, n).forEach(i -> all.putShort((short) (1 + tags++ % 5)));
        return all.array();
    }

    /** The chunks of a session's number, and of its returner's ticket. */
    private static List<Long> both(long number) {
        return List.copyOf(
                new TreeSet<>(List.of(number / Reference.CHUNK, (number + Reference.RETURN) / Reference.CHUNK)));
    }

    @Override
    public void close() {
        client.shutdown();
        scripts.close();
    }
}
