package dev.sluice.redis.policy;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An action of which one runs at a time. Whoever asks gets a run that begins after the asking, and shares it with all
 * others who ask until it begins.
 */
final class Coalesced {

    private static final Logger LOG = LoggerFactory.getLogger(Coalesced.class);

    private record Runs(Optional<CompletableFuture<Void>> now, Optional<CompletableFuture<Void>> next) {}

    private static final Runs NONE = new Runs(Optional.empty(), Optional.empty());

    private final Supplier<CompletionStage<?>> action;
    private final AtomicReference<Runs> runs = new AtomicReference<>(NONE);
    private final AtomicBoolean failed = new AtomicBoolean();

    Coalesced(Supplier<CompletionStage<?>> action) {
        this.action = action;
    }

    /** Runs the action; completes normally when it is over, however it ended. To cancel what this gives stops nothing. */
    CompletionStage<Void> run() {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        Runs before = requireNonNull(runs.getAndUpdate(known -> asked(known, mine)));
        if (before.now().isEmpty()) {
            start(mine);
        }
        return before.next().isPresent() ? before.next().get().copy() : mine.copy();
    }

    /** Runs the action unless it is running. */
    void runIfIdle() {
        if (requireNonNull(runs.get()).now().isEmpty()) {
            run();
        }
    }

    private static Runs asked(Runs known, CompletableFuture<Void> mine) {
        if (known.now().isEmpty()) {
            return new Runs(Optional.of(mine), Optional.empty());
        }
        return known.next().isEmpty() ? new Runs(known.now(), Optional.of(mine)) : known;
    }

    /** A run that fails before it has begun is over, too: others follow. */
    private CompletionStage<?> begun() {
        try {
            return action.get();
        } catch (RuntimeException e) {
            if (!failed.getAndSet(true)) {
                LOG.error(
                        "A round of the policies failed before it asked Redis for anything. It is tried again as if it had"
                                + " been answered badly; this is logged once.",
                        e);
            }
            return CompletableFuture.failedFuture(e);
        }
    }

    private void start(CompletableFuture<Void> run) {
        begun().whenComplete((done, failure) -> {
            Runs before = requireNonNull(runs.getAndUpdate(known -> new Runs(known.next(), Optional.empty())));
            run.complete(null);
            before.next().ifPresent(this::start);
        });
    }
}
