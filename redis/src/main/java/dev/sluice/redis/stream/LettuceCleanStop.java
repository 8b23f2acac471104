package dev.sluice.redis.stream;

import dev.sluice.redis.store.Keys;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.StatefulRedisConnection;
import java.net.URI;
import java.time.Duration;

/** How a Redis is stopped by whoever has stopped all that call it, so that its state is believed when it starts again. */
public final class LettuceCleanStop {

    private LettuceCleanStop() {}

    /**
     * Notes in the state of every stream that nothing of it is lost. Whoever calls a stream afterwards, in this run of Redis
     * or the next one that reads what it has saved, takes the state as it is. Blocks, for two seconds a call at most; fails
     * when Redis does not answer.
     */
    public static void note(URI redis) {
        RedisURI uri = RedisURI.create(redis);
        uri.setTimeout(Duration.ofSeconds(2));
        try (RedisClient client = RedisClient.create(uri);
                StatefulRedisConnection<String, String> connection = client.connect()) {
            ScanIterator.scan(connection.sync(), ScanArgs.Builder.matches(Keys.ofStreams("state")))
                    .forEachRemaining(state -> connection.sync().hset(state, "run", "0"));
        }
    }
}
