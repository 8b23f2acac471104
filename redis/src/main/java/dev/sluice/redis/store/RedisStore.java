package dev.sluice.redis.store;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.time.Ticker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    private static final Logger LOG = LoggerFactory.getLogger(RedisStore.class);
    private static final Duration RECONNECT = Duration.ofMillis(200);
    /** How often a replica is left to look for its master, at most. */
    private static final Duration LEAVE = Duration.ofSeconds(1);

    private final StoreProperties properties;
    private final ScheduledExecutorService timer;
    private final MeteredCalls meters;
    private final ReckonedClock clock;
    private final CircuitBreaker breaker;
    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI uri;
    private final Refusals refusals;
    private final RedisSubscriptions subscriptions;
    private final AtomicLong leftNanos;
    private final AtomicReference<Optional<StatefulRedisConnection<byte[], byte[]>>> connection =
            new AtomicReference<>(Optional.empty());
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final AtomicReference<List<String>> complaints = new AtomicReference<>(List.of());
    private final AtomicReference<StoreMode> mode = new AtomicReference<>(StoreMode.UP);

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
        this.meters = new MeteredCalls(registry, ticker, this);
        this.breaker = breaker();
        this.resources = ClientResources.builder()
                .reconnectDelay(Delay.constant(RECONNECT))
                .build();
        this.uri = LettuceSettings.uri(properties);
        this.client = RedisClient.create(resources);
        this.client.setOptions(LettuceSettings.options(properties, bundle));
        this.refusals = new Refusals(ticker, uri.getHost() + ":" + uri.getPort());
        this.subscriptions = new RedisSubscriptions(client, uri, timer, RECONNECT);
        this.leftNanos = new AtomicLong(ticker.nanos() - LEAVE.toNanos());
        connect();
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
        Optional<StatefulRedisConnection<byte[], byte[]>> open = requireNonNull(connection.get());
        if (open.isEmpty() || !open.get().isOpen()) {
            breaker.tryAcquirePermission();
            breaker.onError(0, TimeUnit.NANOSECONDS, new StoreLostException("not connected"));
            return lost(script, "Redis is not connected");
        }
        if (!breaker.tryAcquirePermission()) {
            return lost(script, "Redis does not answer");
        }
        return new Call(script, keys, args, late, open).send(open.get());
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
        return connected.copy();
    }

    /**
     * Calls {@code listener} with each message of a channel, on a thread that must not be blocked, from the time that
     * the connection is there; messages meanwhile are lost.
     */
    public void subscribe(String channel, Consumer<String> listener) {
        subscriptions.add(channel, listener);
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
        return requireNonNull(mode.get());
    }

    @Override
    public List<String> complaints() {
        return requireNonNull(complaints.get());
    }

    @Override
    public void close() {
        client.shutdown(0, 2, TimeUnit.SECONDS);
        resources.shutdown(0, 2, TimeUnit.SECONDS);
    }

    private void connect() {
        client.connectAsync(ByteArrayCodec.INSTANCE, uri).whenComplete((opened, failure) -> {
            if (opened == null) {
                timer.schedule(this::connect, RECONNECT.toMillis(), TimeUnit.MILLISECONDS);
            } else {
                connection.set(Optional.of(opened));
                check(opened);
                opened.addListener(new RedisConnectionStateAdapter() {
                    @Override
                    public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
                        // the connection takes commands a moment later
                        timer.schedule(() -> check(opened), RECONNECT.toMillis(), TimeUnit.MILLISECONDS);
                    }
                });
                connected.complete(null);
            }
        });
    }

    /** After each connect, for a failover may lead to another server. */
    private void check(StatefulRedisConnection<byte[], byte[]> opened) {
        opened.async().info().whenComplete((info, failure) -> {
            if (info != null) {
                found(ServerCheck.complaints(info));
            } else if (failure instanceof RedisCommandExecutionException) {
                found(List.of("It does not tell its version: " + failure.getMessage()
                        + ". The user needs the command INFO; docs/redis-users.acl lists all that are needed."));
            }
        });
    }

    private void found(List<String> now) {
        if (!now.equals(complaints.getAndSet(now))) {
            now.forEach(complaint -> LOG.error("Redis at {}:{}: {}", uri.getHost(), uri.getPort(), complaint));
        }
    }

    /** Makes the connections anew: where a failover made a replica of this Redis, its address may lead to the master now. */
    private void leave(Optional<StatefulRedisConnection<byte[], byte[]>> replica) {
        long now = meters.start();
        long before = leftNanos.get();
        if (now - before >= LEAVE.toNanos()
                && leftNanos.compareAndSet(before, now)
                && connection.compareAndSet(replica, Optional.empty())) {
            replica.ifPresent(StatefulRedisConnection::closeAsync);
            subscriptions.renew();
            connect();
        }
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
            case OPEN -> become(StoreMode.LOST);
            case CLOSED -> become(StoreMode.UP);
            default -> {
                // half open: still lost until its probes are answered
            }
        }
    }

    private void become(StoreMode next) {
        if (mode.getAndSet(next) == next) {
            return;
        }
        if (next == StoreMode.LOST && refusals.areRecent()) {
            LOG.debug("Redis at {}:{} refuses scripts, as was logged.", uri.getHost(), uri.getPort());
        } else if (next == StoreMode.LOST) {
            LOG.error(
                    "Redis at {}:{} does not answer within {} ms. Listeners who are in go on; newcomers wait until it"
                            + " answers again, or enter without a slot where a stream's storeLoss is open. Check the Redis"
                            + " server and the network to it.",
                    uri.getHost(),
                    uri.getPort(),
                    properties.deadline().toMillis());
        } else {
            LOG.info("Redis at {}:{} answers again.", uri.getHost(), uri.getPort());
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
        private final Optional<StatefulRedisConnection<byte[], byte[]>> through;
        private final long started = meters.start();
        private final CompletableFuture<List<Object>> result = new CompletableFuture<>();

        Call(
                Script script,
                List<byte[]> keys,
                List<byte[]> args,
                Consumer<List<Object>> late,
                Optional<StatefulRedisConnection<byte[], byte[]>> through) {
            this.script = script;
            this.keys = keys.toArray(new byte[0][]);
            this.args = args.toArray(new byte[0][]);
            this.late = late;
            this.through = through;
        }

        CompletionStage<List<Object>> send(StatefulRedisConnection<byte[], byte[]> open) {
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
                        && refusals.refused(script, why) == Refusals.Reason.READONLY) {
                    leave(through);
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
