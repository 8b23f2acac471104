package dev.sluice.redis.stream;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.store.RedisStore;
import dev.sluice.redis.store.Script;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;

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
    private final AtomicReference<Known> known;
    private final AtomicReference<Terms> terms;
    private final AtomicBoolean untouched = new AtomicBoolean();
    private final List<Runnable> afterLoss = new CopyOnWriteArrayList<>();
    private final List<Runnable> afterAnswer = new CopyOnWriteArrayList<>();

    /**
     * One call.
     *
     * @param incarnation one that its entries bring, 0 for none
     * @param chunks the ticket chunks it needs
     * @param args its own arguments
     * @param late gets an answer that comes after the deadline
     * @param slots how many slots of the array it may touch, however long the array is
     * @param wider the chunks that it needs when those were too few
     */
    record Request(
            Script script,
            long incarnation,
            Function<Head, List<Long>> chunks,
            List<byte[]> args,
            Consumer<Answer.Done> late,
            long slots,
            Function<Head, List<Long>> wider) {

        Request(
                Script script,
                long incarnation,
                Function<Head, List<Long>> chunks,
                List<byte[]> args,
                Consumer<Answer.Done> late) {
            this(script, incarnation, chunks, args, late, 0, chunks);
        }

        boolean reads() {
            return script.equals(StreamScripts.VIEW);
        }

        Request widened() {
            return new Request(script, incarnation, wider, args, late, slots, wider);
        }
    }

    /** @param first what was known before this gateway's start */
    StreamCalls(StreamId stream, RedisStore store, LivePolicy policy, Known first) {
        this.keys = new StreamKeys(stream);
        this.store = store;
        this.terms = new AtomicReference<>(Terms.of(policy));
        this.known = new AtomicReference<>(first.madeAbove(policy.above()));
    }

    /** Calls {@code action} whenever a new incarnation shows that the store lost its state. */
    void afterLoss(Runnable action) {
        afterLoss.add(action);
    }

    /** Calls {@code action} after each answer that came in time, and after all that a loss asks for. */
    void afterAnswer(Runnable action) {
        afterAnswer.add(action);
    }

    /** The newest numbers. */
    Head head() {
        return known().head();
    }

    /** All that this gateway knows of the stream. */
    Known known() {
        return requireNonNull(known.get());
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
            this.known.updateAndGet(before -> before.madeAbove(policy.above()));
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
        Terms terms = terms();
        // of the stream that these terms are of, even if another gateway's news come meanwhile
        Known now = known().madeAbove(terms.policy().above());
        boolean reads = request.reads();
        int arrays = (int) (Math.max(now.head().size(), request.slots()) / ARRAY) + 2;
        List<Long> chunks = request.chunks().apply(now.head());
        List<byte[]> args = new ArrayList<>();
        args.add(text(reads ? 0 : store.notAfterMicros()));
        args.add(now.argument(request.incarnation(), terms.policy().above(), store));
        args.addAll(terms.args());
        args.add(text(arrays));
        args.add(text(chunks));
        args.addAll(request.args());
        return store.call(request.script(), keys.of(arrays, chunks), args, raw -> late(request, raw))
                .handle((raw, failure) -> raw == null ? done(new Answer.Lost()) : answered(request, raw, tries - 1))
                .thenCompose(stage -> stage);
    }

    private CompletionStage<Answer> answered(Request request, List<Object> raw, int tries) {
        String status = new String((byte[]) raw.get(0), StandardCharsets.US_ASCII);
        if (raw.size() >= Head.LENGTH) {
            learn(Head.of(raw), request.reads());
        }
        return switch (status) {
            case "OK" -> done(new Answer.Done(Head.of(raw), raw.subList(Head.LENGTH, raw.size())));
            case "NONE" -> {
                untouched.set(known().incarnation() == 0);
                yield done(new Answer.None());
            }
            case "GONE" -> done(new Answer.Gone());
            case "KEYS" -> tries > 0 ? attempt(request.widened(), tries) : done(new Answer.Lost());
            default -> tries > 0 ? attempt(request, tries) : done(new Answer.Lost());
        };
    }

    private void late(Request request, List<Object> raw) {
        if (raw.size() > Head.LENGTH && new String((byte[]) raw.get(0), StandardCharsets.US_ASCII).equals("OK")) {
            request.late().accept(new Answer.Done(Head.of(raw), raw.subList(Head.LENGTH, raw.size())));
        }
    }

    private void learn(Head told, boolean reads) {
        untouched.set(false);
        Known before = requireNonNull(known.getAndUpdate(old -> reads ? old.seen(told) : old.with(told)));
        boolean isAnother = before.incarnation() < told.since();
        if (before.incarnation() > 0 && told.incarnation() > before.newest() && !isAnother) {
            afterLoss.forEach(Runnable::run);
        }
        afterAnswer.forEach(Runnable::run);
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

    /** Of the incarnations that entries bring, the one that tells most: a later one than known, else the earliest. */
    long telling(LongStream incarnations) {
        LongSummaryStatistics all = incarnations.summaryStatistics();
        return all.getCount() == 0 ? 0 : all.getMax() > known().incarnation() ? all.getMax() : all.getMin();
    }

    static byte[] text(List<Long> chunks) {
        return String.join(",", chunks.stream().map(String::valueOf).toList()).getBytes(StandardCharsets.US_ASCII);
    }
}
