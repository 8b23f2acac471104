package dev.sluice.redis.store;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The store, {@code sluice.redis.*}.
 *
 * @param uri where Redis is: {@code redis://[user:password@]host:port[/database]}, or {@code rediss://} for TLS
 * @param deadline how long any call may take until it counts as store loss, 5 ms to 5 s
 * @param connectTimeout how long a connection may take, handshake included, 100 ms to 1 min
 */
@ConfigurationProperties("sluice.redis")
public record StoreProperties(
        @DefaultValue("redis://127.0.0.1:6379") URI uri,
        @DefaultValue("50ms") Duration deadline,
        @DefaultValue("2s") Duration connectTimeout) {

    public StoreProperties {
        check("deadline", deadline, Duration.ofMillis(5), Duration.ofSeconds(5));
        check("connect-timeout", connectTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
        if (!"redis".equals(uri.getScheme()) && !"rediss".equals(uri.getScheme())) {
            throw new IllegalArgumentException("sluice.redis.uri: its scheme is '" + uri.getScheme()
                    + "' (expected: redis://host:port, or rediss://host:port for TLS)");
        }
    }

    private static void check(String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException("sluice.redis." + name + ": " + value.toMillis() + "ms (expected: "
                    + min.toMillis() + "ms to " + max.toMillis() + "ms)");
        }
    }
}
