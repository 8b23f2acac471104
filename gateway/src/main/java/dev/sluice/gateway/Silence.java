package dev.sluice.gateway;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/**
 * Ends a body whose source has nothing to say for too long. The time counts only while the reader wants more: a listener
 * who pauses does not make the origin silent. Costs a timer for each body, not for each part of it, and therefore notices up
 * to a quarter of the limit late.
 */
final class Silence {

    private final Duration limit;
    private final Scheduler scheduler;
    private final AtomicLong wanted = new AtomicLong();
    private final AtomicLong since = new AtomicLong();

    private Silence(Duration limit, Scheduler scheduler) {
        this.limit = limit;
        this.scheduler = scheduler;
    }

    /** The body, which fails with a {@link TimeoutException} after such a silence, or with {@code reason} if that is first. */
    static <T> Flux<T> limit(Flux<T> body, Duration limit, Scheduler scheduler, Mono<? extends Throwable> reason) {
        return Flux.defer(() -> new Silence(limit, scheduler).watch(body, reason));
    }

    private <T> Flux<T> watch(Flux<T> body, Mono<? extends Throwable> reason) {
        return Cut.off(body.doOnRequest(this::wants).doOnNext(part -> came()), Mono.firstWithSignal(tooLong(), reason));
    }

    private void wants(long count) {
        if (wanted.getAndAccumulate(count, Operators::addCap) == 0) {
            since.set(now());
        }
    }

    private void came() {
        wanted.decrementAndGet();
        since.set(now());
    }

    private Mono<TimeoutException> tooLong() {
        Duration step = limit.dividedBy(4);
        return Flux.interval(step, scheduler)
                .filter(tick -> wanted.get() > 0 && now() - since.get() >= limit.toNanos())
                .next()
                .map(tick -> new TimeoutException("nothing came for " + limit));
    }

    private long now() {
        return scheduler.now(TimeUnit.NANOSECONDS);
    }
}
