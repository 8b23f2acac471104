package dev.sluice.redis.store;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.time.Ticker;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.event.connection.ReconnectFailedEvent;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * The way to Redis: made, and made again when it breaks, until it is there. Version
 * and settings of whichever server it leads to are looked at after each connect and each minute.
 */
final class RedisLink implements AutoCloseable {

    private static final Duration RECONNECT = Duration.ofMillis(200);
    /** How often a replica is left to look for its master, at most. */
    private static final Duration LEAVE = Duration.ofSeconds(1);

    /** How often version and settings are looked at, for settings are changed while Redis runs. */
    static final Duration LOOK = Duration.ofMinutes(1);

    private final ScheduledExecutorService timer;
    private final Ticker ticker;
    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI uri;
    private final Outage outage;
    private final Fitness fitness;
    private final RedisSubscriptions subscriptions;
    private final Future<?> looks;
    private final AtomicLong leftNanos;
    private final AtomicReference<Optional<StatefulRedisConnection<byte[], byte[]>>> connection =
            new AtomicReference<>(Optional.empty());
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Starts to connect.
     *
     * @param bundle certificates for TLS, where the JVM's own are not enough
     * @param outage hears why there is no connection, and when there is one
     */
    RedisLink(
            StoreProperties properties,
            Optional<SslBundle> bundle,
            Ticker ticker,
            ScheduledExecutorService timer,
            Outage outage) {
        this.timer = timer;
        this.ticker = ticker;
        this.uri = LettuceSettings.uri(properties);
        this.outage = outage;
        this.fitness = new Fitness(properties.server());
        this.resources = ClientResources.builder()
                .reconnectDelay(Delay.constant(RECONNECT))
                .build();
        this.resources.eventBus().get().ofType(ReconnectFailedEvent.class).subscribe(event -> failed(event.getCause()));
        this.client = RedisClient.create(resources);
        this.client.setOptions(LettuceSettings.options(properties, bundle));
        this.subscriptions = new RedisSubscriptions(
                client, uri, timer, RECONNECT, refused -> fitness.found(Fitness.Of.CHANNELS, refused));
        this.leftNanos = new AtomicLong(ticker.nanos() - LEAVE.toNanos());
        this.looks = timer.scheduleWithFixedDelay(this::look, LOOK.toSeconds(), LOOK.toSeconds(), TimeUnit.SECONDS);
        connect();
    }

    /** The connection, if it is open. The same object each time, until another one is made. */
    Optional<StatefulRedisConnection<byte[], byte[]>> open() {
        Optional<StatefulRedisConnection<byte[], byte[]>> now = requireNonNull(connection.get());
        return now.isPresent() && now.get().isOpen() ? now : Optional.empty();
    }

    /** Completes when the first connection is there; never fails. */
    CompletionStage<Void> connected() {
        return connected.copy();
    }

    /** Calls {@code listener} with each message of a channel, as long as there is a connection. */
    void subscribe(String channel, Consumer<String> listener) {
        subscriptions.add(channel, listener);
    }

    /** What is wrong with the Redis that it leads to. */
    List<String> complaints() {
        return fitness.complaints();
    }

    /** Makes the connections anew: where a failover made a replica of this Redis, its address may lead to the master now. */
    void leave(StatefulRedisConnection<byte[], byte[]> replica) {
        long now = ticker.nanos();
        long before = leftNanos.get();
        Optional<StatefulRedisConnection<byte[], byte[]>> current = requireNonNull(connection.get());
        if (now - before >= LEAVE.toNanos()
                && current.filter(open -> open == replica).isPresent()
                && leftNanos.compareAndSet(before, now)
                && connection.compareAndSet(current, Optional.empty())) {
            replica.closeAsync();
            subscriptions.renew();
            connect();
        }
    }

    @Override
    public void close() {
        closed.set(true);
        looks.cancel(false);
        client.shutdown(0, 2, TimeUnit.SECONDS);
        resources.shutdown(0, 2, TimeUnit.SECONDS);
    }

    private void connect() {
        client.connectAsync(ByteArrayCodec.INSTANCE, uri).whenComplete((opened, failure) -> {
            if (opened == null) {
                failed(failure);
                timer.schedule(this::connect, RECONNECT.toMillis(), TimeUnit.MILLISECONDS);
            } else {
                connection.set(Optional.of(opened));
                outage.connected();
                look();
                opened.addListener(new RedisConnectionStateAdapter() {
                    @Override
                    public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
                        outage.connected();
                        // the connection takes commands a moment later
                        timer.schedule(() -> look(), RECONNECT.toMillis(), TimeUnit.MILLISECONDS);
                    }
                });
                connected.complete(null);
            }
        });
    }

    /** Of any connection: one that only brings news is not told of while scripts have theirs. */
    private void failed(@Nullable Throwable failure) {
        if (failure == null || closed.get() || open().isPresent()) {
            return;
        }
        Throwable cause = failure;
        while (cause.getCause() != null && isWrapped(cause)) {
            cause = cause.getCause();
        }
        String words = String.valueOf(cause.getMessage());
        if (cause instanceof RedisCommandExecutionException) {
            outage.failed(ConnectTrouble.ofAnswer(words), words);
        } else if (cause instanceof RedisCommandTimeoutException) {
            outage.failed(ConnectTrouble.SILENT, words);
        } else {
            outage.failed(ConnectTrouble.ofFailure(cause), words);
        }
    }

    private static boolean isWrapped(Throwable failure) {
        return failure instanceof CompletionException || failure instanceof RedisConnectionException;
    }

    private void look() {
        subscriptions.look();
        open().ifPresent(opened -> opened.async().info().whenComplete((info, failure) -> {
            if (info != null) {
                fitness.found(Fitness.Of.SERVER, ServerCheck.complaints(info));
            } else if (failure instanceof RedisCommandExecutionException) {
                fitness.found(
                        Fitness.Of.SERVER,
                        List.of(
                                "It does not tell its version: " + failure.getMessage()
                                        + ". The user needs the command INFO; docs/redis-users.acl lists all that are needed."));
            }
        }));
    }
}
