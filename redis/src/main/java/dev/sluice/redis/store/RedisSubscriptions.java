package dev.sluice.redis.store;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The channels of Redis that this node listens to, a connection each. One that Redis refuses is a complaint. */
final class RedisSubscriptions {

    private record Open(
            StatefulRedisPubSubConnection<byte[], byte[]> connection, String channel, Consumer<String> listener) {}

    private final RedisClient client;
    private final RedisURI uri;
    private final ScheduledExecutorService timer;
    private final Duration again;
    private final Consumer<List<String>> complaints;
    private final Map<String, String> refused = new ConcurrentSkipListMap<>();
    private final List<Open> all = new CopyOnWriteArrayList<>();

    /**
     * @param again after how long a connection that failed is tried again
     * @param complaints hears which channels are refused, a sentence or more each, whenever one was asked for
     */
    RedisSubscriptions(
            RedisClient client,
            RedisURI uri,
            ScheduledExecutorService timer,
            Duration again,
            Consumer<List<String>> complaints) {
        this.client = client;
        this.uri = uri;
        this.timer = timer;
        this.again = again;
        this.complaints = complaints;
    }

    /** Listens as soon as there is a connection. */
    void add(String channel, Consumer<String> listener) {
        client.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri).whenComplete((connection, failure) -> {
            if (connection == null) {
                timer.schedule(() -> add(channel, listener), again.toMillis(), TimeUnit.MILLISECONDS);
            } else {
                listen(new Open(connection, channel, listener));
            }
        });
    }

    /** Leaves the Redis that it is connected to, and looks the address up anew. */
    void renew() {
        for (Open open : List.copyOf(all)) {
            if (all.remove(open)) {
                open.connection().closeAsync();
                add(open.channel(), open.listener());
            }
        }
    }

    /** Asks once more for what was refused: rights may have been given meanwhile. */
    void look() {
        all.stream().filter(open -> refused.containsKey(open.channel())).forEach(this::subscribe);
    }

    private void listen(Open open) {
        open.connection().addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(byte[] from, byte[] message) {
                open.listener().accept(new String(message, StandardCharsets.UTF_8));
            }
        });
        all.add(open);
        subscribe(open);
    }

    private void subscribe(Open open) {
        byte[] channel = open.channel().getBytes(StandardCharsets.UTF_8);
        open.connection().async().subscribe(channel).whenComplete((done, failure) -> {
            if (failure instanceof RedisCommandExecutionException) {
                refused.put(
                        open.channel(),
                        "It does not let this node listen to the channel " + open.channel() + ": "
                                + failure.getMessage()
                                + ". Changes that are announced there reach this node later than they could. The user needs"
                                + " the command SUBSCRIBE and the channel; docs/redis-users.acl lists all rights that are"
                                + " needed.");
            } else if (failure == null) {
                refused.remove(open.channel());
            }
            complaints.accept(List.copyOf(refused.values()));
        });
    }
}
