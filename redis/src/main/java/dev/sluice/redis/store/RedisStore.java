package dev.sluice.redis.store;

import dev.sluice.config.time.Ticker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * The connection to Redis. Every call has the deadline, a meter and the breaker; this is the one place that applies them.
 *
 * <p>A call that the deadline ended may still run (Redis was stopped for a moment, or its answer is late). Scripts guard
 * against the first by their own {@code notAfter}; against the second, the caller may give a {@code late} consumer,
 * which gets such an answer whenever it comes.
 *
 * <p>Neither construction nor any call waits: with Redis down, calls fail at once and the connection is tried again
 * until it is there.
 */
public final class RedisStore implements StoreClock, StoreHealth, AutoCloseable {

    private final StoreProperties properties;
    private final ScheduledExecutorService timer;
    private final MeteredCalls meters;
    private final ReckonedClock clock;
    private final CircuitBreaker breaker;
    private final RedisLink link;
    private final Refusals refusals;
    private final Outage outage;

    /**
     * Starts to connect.
     *
     * @param bundle certificates for TLS, where the JVM's own are not enough
     * @param timer runs deadlines and continuations of calls; the caller's, and not shut down here
     */
    public RedisStore(
            StoreProperties properties,
            Optional<SslBundle> bundle,
            Ticker ticker,
            ScheduledExecutorService timer,
            MeterRegistry registry) {
        this.properties = properties;
        this.timer = timer;
        this.clock = new ReckonedClock(ticker);
        this.outage = new Outage(ticker, timer, properties.server(), properties.deadline());
        this.meters = new MeteredCalls(registry, ticker, this);
        this.breaker = breaker();
        this.refusals = new Refusals(ticker, outage);
        this.link = new RedisLink(properties, bundle, ticker, timer, outage);
    }

    /** Starts to connect, without certificates of its own. */
    public RedisStore(
            StoreProperties properties, Ticker ticker, ScheduledExecutorService timer, MeterRegistry registry) {
        this(properties, Optional.empty(), ticker, timer, registry);
    }

    /** Says which scripts will be run, so that their failures are metered from the start. */
    public void expect(List<Script> scripts) {
        scripts.forEach(meters::expect);
    }

    /**
     * Runs a script.
     *
     * @param late gets the answer if it comes after the deadline, on a thread of {@code timer}
     * @return the script's answer (numbers as {@link Long}, strings as {@code byte[]}, tables as {@link List}), or a
     *     {@link StoreLostException}, which tells whether it was sent; completes on a thread of {@code timer}
     */
    public CompletionStage<List<Object>> call(
            Script script, List<byte[]> keys, List<byte[]> args, Consumer<List<Object>> late) {
        Optional<StatefulRedisConnection<byte[], byte[]>> open = link.open();
        if (open.isEmpty()) {
            breaker.tryAcquirePermission();
            breaker.onError(0, TimeUnit.NANOSECONDS, new StoreLostException("not connected"));
            return lost(script, "Redis is not connected");
        }
        if (!breaker.tryAcquirePermission()) {
            return lost(script, "Redis does not answer");
        }
        return new Call(script, keys, args, late, open.get()).send();
    }

    /** Runs a script whose late answer means nothing. */
    public CompletionStage<List<Object>> call(Script script, List<byte[]> keys, List<byte[]> args) {
        return call(script, keys, args, answer -> {});
    }

    /** The latest moment, by the store's clock, at which a call sent now may still run. */
    public long notAfterMicros() {
        return clock.nowMicros() + properties.deadline().toNanos() / 1_000;
    }

    /** Completes when the first connection is there; never fails. */
    public CompletionStage<Void> connected() {
        return link.connected();
    }

    /**
     * Calls {@code listener} with each message of a channel, on a thread that must not be blocked, from the time that
     * the connection is there; messages meanwhile are lost.
     */
    public void subscribe(String channel, Consumer<String> listener) {
        link.subscribe(channel, listener);
    }

    @Override
    public long nowMicros() {
        return clock.nowMicros();
    }

    @Override
    public long rebased(long micros) {
        return clock.rebased(micros);
    }

    @Override
    public StoreMode mode() {
        return outage.mode();
    }

    @Override
    public List<String> complaints() {
        return link.complaints();
    }

    @Override
    public Optional<String> trouble() {
        return outage.failure().or(refusals::current);
    }

    /** Says what the loss of the store means, in sentences, instead of in general; asked whenever that is logged. */
    public void explain(Supplier<String> whatLossMeans) {
        outage.explain(whatLossMeans);
    }

    @Override
    public void close() {
        link.close();
    }

    private CircuitBreaker breaker() {
        CircuitBreaker created = CircuitBreaker.of(
                "store",
                CircuitBreakerConfig.custom()
                        .slidingWindowType(SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(10)
                        .minimumNumberOfCalls(5)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(Duration.ofMillis(500))
                        .permittedNumberOfCallsInHalfOpenState(3)
                        .build());
        created.getEventPublisher().onStateTransition(event -> changed(event.getStateTransition()));
        return created;
    }

    private void changed(StateTransition transition) {
        switch (transition.getToState()) {
            case OPEN -> outage.lost(refusals.areRecent());
            case CLOSED -> outage.up(refusals.areRecent());
            default -> {
                // half open: still lost until its probes are answered
            }
        }
    }

    private CompletionStage<List<Object>> lost(Script script, String why) {
        meters.rejected(script);
        return CompletableFuture.failedFuture(StoreLostException.notDone(why));
    }

    /** One call on its way: the first of answer and deadline decides; the loser is told nothing. */
    private final class Call {

        private final Script script;
        private final byte[][] keys;
        private final byte[][] args;
        private final Consumer<List<Object>> late;
        private final StatefulRedisConnection<byte[], byte[]> open;
        private final long started = meters.start();
        private final CompletableFuture<List<Object>> result = new CompletableFuture<>();

        Call(
                Script script,
                List<byte[]> keys,
                List<byte[]> args,
                Consumer<List<Object>> late,
                StatefulRedisConnection<byte[], byte[]> open) {
            this.script = script;
            this.keys = keys.toArray(new byte[0][]);
            this.args = args.toArray(new byte[0][]);
            this.late = late;
            this.open = open;
        }

        CompletionStage<List<Object>> send() {
            timer.schedule(this::timedOut, properties.deadline().toNanos(), TimeUnit.NANOSECONDS);
            CompletionStage<List<Object>> sent =
                    open.async().evalsha(script.digest(), ScriptOutputType.MULTI, keys, args);
            sent.whenComplete((answer, failure) -> {
                if (failure instanceof RedisNoScriptException) {
                    CompletionStage<List<Object>> whole =
                            open.async().eval(script.source(), ScriptOutputType.MULTI, keys, args);
                    whole.whenComplete((again, refused) -> timer.execute(() -> answered(again, refused)));
                } else {
                    timer.execute(() -> answered(answer, failure));
                }
            });
            return result;
        }

        private void answered(@Nullable List<Object> answer, @Nullable Throwable failure) {
            // each script tells TIME after its status
            if (answer != null && answer.size() > 1 && answer.get(1) instanceof Long time) {
                clock.heard(time, started);
            }
            if (answer == null) {
                failed(failure == null ? "no answer" : String.valueOf(failure.getMessage()), failure);
            } else if (result.complete(answer)) {
                meters.answered(script, started);
                if (refusals.tells(script)) {
                    breaker.onSuccess(meters.start() - started, TimeUnit.NANOSECONDS);
                } else {
                    breaker.releasePermission();
                }
            } else {
                late.accept(answer);
            }
        }

        private void failed(String why, @Nullable Throwable failure) {
            StoreLostException lost = new StoreLostException(why);
            if (result.completeExceptionally(lost)) {
                if (failure instanceof RedisCommandExecutionException
                        && refusals.refused(script, why).isOfReplicas()) {
                    link.leave(open);
                }
                meters.rejected(script);
                breaker.onError(meters.start() - started, TimeUnit.NANOSECONDS, lost);
            }
        }

        private void timedOut() {
            StoreLostException lost = new StoreLostException("no answer within the deadline");
            if (result.completeExceptionally(lost)) {
                meters.timedOut(script);
                breaker.onError(meters.start() - started, TimeUnit.NANOSECONDS, lost);
            }
        }
    }
}
