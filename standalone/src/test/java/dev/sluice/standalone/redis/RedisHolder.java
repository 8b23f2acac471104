package dev.sluice.standalone.redis;

import dev.sluice.config.time.SystemTicker;
import java.io.IOException;
import java.nio.file.Path;

/** A process of its own that starts a Redis in the folder it is given, tells its pid, and waits to be killed. */
final class RedisHolder {

    private RedisHolder() {}

    public static void main(String[] args) throws IOException {
        EmbeddedRedis redis = EmbeddedRedis.start(Path.of(args[0]), new SystemTicker());
        System.out.println(redis.pid());
        System.out.println(redis.uri());
        while (System.in.read() >= 0) {
            // Lives until its standard input ends, which the test never does.
        }
    }
}
