package dev.sluice.redis.store;

import dev.sluice.config.file.PropertyChecks;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The store, {@code sluice.redis.*}.
 *
 * @param uri where Redis is: {@code redis://[user:password@]host:port[/database]}, or {@code rediss://} for TLS
 * @param deadline how long any call may take until it counts as store loss, 5 ms to 5 s
 * @param connectTimeout how long a connection may take, handshake included, 100 ms to 1 min
 * @param username the ACL user, where it is not in the URI; needs a password
 * @param password the user's, or Redis' own, where it is not in the URI
 * @param ssl for TLS with own certificates; what the JVM trusts needs nothing but {@code rediss://}
 */
@ConfigurationProperties("sluice.redis")
public record StoreProperties(
        @DefaultValue("redis://127.0.0.1:6379") URI uri,
        @DefaultValue("50ms") Duration deadline,
        @DefaultValue("2s") Duration connectTimeout,
        @Nullable String username,
        @Nullable String password,
        @Nullable Ssl ssl) {

    /**
     * TLS, {@code sluice.redis.ssl.*}.
     *
     * @param bundle the name of a bundle of {@code spring.ssl.bundle.*}: whom to trust and, where Redis asks clients
     *     for one, the own certificate
     */
    public record Ssl(@Nullable String bundle) {}

    /** It is not repeated: what cannot be read may be a password. */
    private static final String ENCODED =
            "; a host has no _, and in user and password / is %2F, ? is %3F, # is %23, @ is %40"
                    + " and : is %3A. Or set sluice.redis.username and sluice.redis.password instead";

    /** Checks what can be checked without Redis. */
    @ConstructorBinding
    public StoreProperties {
        PropertyChecks checks = new PropertyChecks("sluice.redis");
        checks.within("deadline", deadline, Duration.ofMillis(5), Duration.ofSeconds(5));
        checks.within("connect-timeout", connectTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
        if (!"redis".equals(uri.getScheme()) && !"rediss".equals(uri.getScheme())) {
            checks.wrong(
                    "uri",
                    "its scheme is '" + uri.getScheme() + "'",
                    "redis://host:port, or rediss://host:port for TLS");
        }
        if (uri.getHost() == null) {
            checks.wrong(
                    "uri", "no host can be read from it", "redis://[user:password@]host:port[/database]" + ENCODED);
        } else if (isAtElsewhere(uri)) {
            checks.wrong("uri", "it has an @ after the host", "redis://[user:password@]host:port[/database]" + ENCODED);
        }
        if (username != null && password == null) {
            checks.wrong("username", "set without a password", "sluice.redis.password too, or neither");
        }
        if (password != null && uri.getUserInfo() != null) {
            checks.wrong("password", "set, and sluice.redis.uri names a user or password too", "one of them");
        }
        if (ssl != null && ssl.bundle() != null && !"rediss".equals(uri.getScheme())) {
            checks.wrong(
                    "ssl.bundle",
                    "set, but the scheme of sluice.redis.uri is '" + uri.getScheme() + "'",
                    "sluice.redis.uri: rediss://host:port");
        }
        checks.done();
    }

    /** A password that is not encoded begins like a port, and goes on as path, query or fragment. */
    private static boolean isAtElsewhere(URI uri) {
        return Stream.of(uri.getRawPath(), uri.getRawQuery(), uri.getRawFragment())
                .anyMatch(part -> part != null && part.contains("@"));
    }

    /** A Redis that asks for nothing. */
    public StoreProperties(URI uri, Duration deadline, Duration connectTimeout) {
        this(uri, deadline, connectTimeout, null, null, null);
    }

    /** Where Redis is, without whatever is secret: host, port and database. */
    public String address() {
        String path = uri.getPath() == null || uri.getPath().length() <= 1 ? "/0" : uri.getPath();
        return server() + path;
    }

    /** Where Redis is, as logs name it: host and port. */
    String server() {
        return uri.getHost() + ":" + (uri.getPort() < 0 ? 6379 : uri.getPort());
    }

    /** Who says nothing of passwords cannot log one. */
    @Override
    public String toString() {
        return "StoreProperties[" + uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort() + "]";
    }
}
