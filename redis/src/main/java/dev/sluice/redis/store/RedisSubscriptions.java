package dev.sluice.redis.store;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The channels of Redis that this node listens to, a connection each. */
final class RedisSubscriptions {

    private record Open(
            StatefulRedisPubSubConnection<byte[], byte[]> connection, String channel, Consumer<String> listener) {}

    private final RedisClient client;
    private final RedisURI uri;
    private final ScheduledExecutorService timer;
    private final Duration again;
    private final List<Open> all = new CopyOnWriteArrayList<>();

    /** @param again after how long a connection that failed is tried again */
    RedisSubscriptions(RedisClient client, RedisURI uri, ScheduledExecutorService timer, Duration again) {
        this.client = client;
        this.uri = uri;
        this.timer = timer;
        this.again = again;
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

    private void listen(Open open) {
        open.connection().addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(byte[] from, byte[] message) {
                open.listener().accept(new String(message, StandardCharsets.UTF_8));
            }
        });
        open.connection().async().subscribe(open.channel().getBytes(StandardCharsets.UTF_8));
        all.add(open);
    }
}
