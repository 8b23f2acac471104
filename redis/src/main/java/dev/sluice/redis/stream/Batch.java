package dev.sluice.redis.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Collects entries for a moment and sends them in one call, in the order in which they came. One call is on its way at a
 * time: while it is, the next batch collects, so that however many arrive, the number of calls stays what Redis answers.
 */
final class Batch<E, R> {

    private record Waiting<E, R>(E entry, CompletableFuture<R> result) {}

    /**
     * @param pause how long entries collect when none was on its way
     * @param most entries a call
     */
    record Pace(Duration pause, int most) {

        static Pace of(int waitMillis, int most) {
            return new Pace(Duration.ofMillis(waitMillis), most);
        }
    }

    private final Pace pace;
    private final ScheduledExecutorService timer;
    private final Function<List<E>, CompletionStage<List<R>>> send;
    private final Queue<Waiting<E, R>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();

    /** @param send answers each entry, in order; its stage never fails */
    Batch(Pace pace, ScheduledExecutorService timer, Function<List<E>, CompletionStage<List<R>>> send) {
        this.pace = pace;
        this.timer = timer;
        this.send = send;
    }

    CompletionStage<R> add(E entry) {
        CompletableFuture<R> result = new CompletableFuture<>();
        queue.add(new Waiting<>(entry, result));
        if (busy.compareAndSet(false, true)) {
            timer.schedule(this::flush, pace.pause().toNanos(), TimeUnit.NANOSECONDS);
        }
        return result;
    }

    private void flush() {
        List<Waiting<E, R>> batch = new ArrayList<>();
        Waiting<E, R> next;
        while (batch.size() < pace.most() && (next = queue.poll()) != null) {
            batch.add(next);
        }
        CompletionStage<List<R>> sent;
        try {
            sent = send.apply(batch.stream().map(Waiting::entry).toList());
        } catch (RuntimeException e) {
            sent = CompletableFuture.failedFuture(e);
        }
        sent.whenComplete((answers, failure) -> {
            for (int i = 0; i < batch.size(); i++) {
                if (failure == null && i < answers.size()) {
                    batch.get(i).result().complete(answers.get(i));
                } else {
                    batch.get(i)
                            .result()
                            .completeExceptionally(
                                    failure == null ? new IllegalStateException("an entry was not answered") : failure);
                }
            }
            again(batch.size() == pace.most());
        });
    }

    /** @param full whether the last batch left some behind, so that the next need not wait */
    private void again(boolean full) {
        if (full) {
            timer.execute(this::flush);
        } else if (!queue.isEmpty()) {
            timer.schedule(this::flush, pace.pause().toNanos(), TimeUnit.NANOSECONDS);
        } else {
            busy.set(false);
            if (!queue.isEmpty() && busy.compareAndSet(false, true)) {
                timer.execute(this::flush);
            }
        }
    }
}
