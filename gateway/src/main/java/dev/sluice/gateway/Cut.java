package dev.sluice.gateway;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Cuts a body off. */
final class Cut {

    private Cut() {}

    /**
     * The body, until there is a reason to end it: then its source is cancelled and the reader gets the reason as an error.
     * {@code takeUntilOther} alone does not cancel the source when the other one fails.
     */
    static <T> Flux<T> off(Flux<T> body, Mono<? extends Throwable> reason) {
        return Flux.defer(() -> {
            AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();
            return body.takeUntilOther(reason.doOnNext(cause::set)).concatWith(Mono.defer(() -> {
                Throwable known = cause.get();
                return known == null ? Mono.empty() : Mono.error(known);
            }));
        });
    }
}
