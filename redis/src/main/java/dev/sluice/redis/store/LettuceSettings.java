package dev.sluice.redis.store;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslManagerBundle;

/** How to connect, in Lettuce's words. */
final class LettuceSettings {

    private static final Duration GIVE_UP = Duration.ofSeconds(30);

    private LettuceSettings() {}

    /** Where Redis is, and as whom to ask it. */
    static RedisURI uri(StoreProperties properties) {
        RedisURI uri = RedisURI.create(properties.uri());
        uri.setTimeout(properties.connectTimeout());
        String password = properties.password();
        if (password != null) {
            RedisURI.Builder builder = RedisURI.builder(uri);
            String username = properties.username();
            uri = username == null
                    ? builder.withPassword(password.toCharArray()).build()
                    : builder.withAuthentication(username, password.toCharArray())
                            .build();
        }
        return uri;
    }

    /** A call that finds no connection fails at once; certificates and host names are always checked. */
    static ClientOptions options(StoreProperties properties, Optional<SslBundle> bundle) {
        ClientOptions.Builder options = ClientOptions.builder()
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(10_000)
                .timeoutOptions(TimeoutOptions.enabled(GIVE_UP))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(properties.connectTimeout())
                        .build());
        bundle.ifPresent(known -> options.sslOptions(ssl(known)));
        return options.build();
    }

    private static SslOptions ssl(SslBundle bundle) {
        SslManagerBundle managers = bundle.getManagers();
        SslOptions.Builder ssl = SslOptions.builder()
                .keyManager(managers.getKeyManagerFactory())
                .trustManager(managers.getTrustManagerFactory());
        String[] ciphers = bundle.getOptions().getCiphers();
        if (ciphers != null) {
            ssl.cipherSuites(ciphers);
        }
        String @Nullable [] protocols = bundle.getOptions().getEnabledProtocols();
        if (protocols != null) {
            ssl.protocols(protocols);
        }
        return ssl.build();
    }
}
