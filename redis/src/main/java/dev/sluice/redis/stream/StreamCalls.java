package dev.sluice.redis.stream;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.store.RedisStore;
import dev.sluice.redis.store.Script;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Calls the scripts of one stream: declares their keys, gives them deadline, incarnation and policy, and keeps the numbers
 * that each answer brings. What did nothing, because it knew too few keys or its deadline was reckoned wrongly, is called
 * again at once.
 */
final class StreamCalls {

    private static final int TRIES = 4;
    /** Slots a string of the array; more than a call may add to it. */
    private static final int ARRAY = 61_440;

    private final StreamKeys keys;
    private final RedisStore store;
    private final AtomicReference<Head> head = new AtomicReference<>(Head.UNKNOWN);
    private final AtomicReference<Terms> terms;
    private final AtomicBoolean untouched = new AtomicBoolean();

    /** One call: its script, the incarnation believed in, the ticket chunks it needs, and its own arguments. */
    record Request(
            Script script,
            long incarnation,
            Function<Head, List<Long>> chunks,
            List<byte[]> args,
            Consumer<Answer.Done> late) {}

    StreamCalls(StreamId stream, RedisStore store, LivePolicy policy) {
        this.keys = new StreamKeys(stream);
        this.store = store;
        this.terms = new AtomicReference<>(Terms.of(policy));
    }

    /** The newest numbers. */
    Head head() {
        return requireNonNull(head.get());
    }

    /** Whether nobody was ever in the stream, as far as the store remembers. */
    boolean isUntouched() {
        return untouched.get();
    }

    /** Takes a policy for the calls to come, unless a higher revision is known. */
    void adopt(LivePolicy policy) {
        Terms known = terms();
        if (!known.policy().equals(policy)
                && policy.revision().compareTo(known.policy().revision()) >= 0) {
            terms.set(Terms.of(policy));
        }
    }

    LivePolicy policy() {
        return terms().policy();
    }

    /** Calls a script that changes something. */
    CompletionStage<Answer> call(Request request) {
        return attempt(request, TRIES);
    }

    private CompletionStage<Answer> attempt(Request request, int tries) {
        Head known = head();
        boolean reads = request.script().equals(StreamScripts.VIEW);
        int arrays = (int) (known.size() / ARRAY) + 2;
        List<Long> chunks = request.chunks().apply(known);
        List<byte[]> args = new ArrayList<>();
        args.add(text(reads ? 0 : store.notAfterMicros()));
        args.add(text(request.incarnation() == 0 ? known.incarnation() : request.incarnation()));
        args.addAll(terms().args());
        args.add(text(arrays));
        args.add(text(chunks));
        args.addAll(request.args());
        return store.call(request.script(), keys.of(arrays, chunks), args, raw -> late(request, raw))
                .handle((raw, failure) -> raw == null ? done(new Answer.Lost()) : answered(request, raw, tries - 1))
                .thenCompose(stage -> stage);
    }

    private CompletionStage<Answer> answered(Request request, List<Object> raw, int tries) {
        store.heard((Long) raw.get(1));
        String status = new String((byte[]) raw.get(0), StandardCharsets.US_ASCII);
        if (raw.size() >= Head.LENGTH) {
            learn(Head.of(raw));
        }
        return switch (status) {
            case "OK" -> done(new Answer.Done(Head.of(raw), raw.subList(Head.LENGTH, raw.size())));
            case "GONE" -> done(new Answer.Gone());
            case "NONE" -> {
                untouched.set(true);
                yield done(new Answer.None());
            }
            default -> tries > 0 ? attempt(request, tries) : done(new Answer.Lost());
        };
    }

    private void late(Request request, List<Object> raw) {
        store.heard((Long) raw.get(1));
        if (raw.size() > Head.LENGTH && new String((byte[]) raw.get(0), StandardCharsets.US_ASCII).equals("OK")) {
            request.late().accept(new Answer.Done(Head.of(raw), raw.subList(Head.LENGTH, raw.size())));
        }
    }

    /** Answers may overtake one another: within an incarnation, the stream's clock tells which is newer. */
    private void learn(Head told) {
        untouched.set(false);
        head.updateAndGet(known -> told.incarnation() != known.incarnation()
                ? (told.incarnation() > known.incarnation() ? told : known)
                : told.clock() >= known.clock() ? told : known);
    }

    private Terms terms() {
        return requireNonNull(terms.get());
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    static byte[] text(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] text(List<Long> chunks) {
        return String.join(",", chunks.stream().map(String::valueOf).toList()).getBytes(StandardCharsets.US_ASCII);
    }
}
