package dev.sluice.redis.store;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
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

    /**
     * A call that finds no connection fails at once, and so does one whose connection breaks: it may have been run, so that
     * it must not be sent again on the next one. Certificates and host names are always checked.
     */
    static ClientOptions options(StoreProperties properties, Optional<SslBundle> bundle) {
        ClientOptions.Builder options = ClientOptions.builder()
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(10_000)
                .timeoutOptions(TimeoutOptions.enabled(GIVE_UP))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(properties.connectTimeout())
                        .build());
        if (bundle.isPresent()) {
            options.sslOptions(ssl(bundle.get()));
        } else if (RedisURI.create(properties.uri()).isSsl()) {
            options.sslOptions(trustOfTheJvm());
        }
        return options.build();
    }

    /** Read here and once: Netty would read it for each connection, on the event loop. */
    private static SslOptions trustOfTheJvm() {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init((KeyStore) null);
            return SslOptions.builder().trustManager(trust).build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "The certificates that this JVM trusts cannot be read, so Redis cannot be asked over TLS. Name a bundle"
                            + " with sluice.redis.ssl.bundle, or mend the JVM's trust store.",
                    e);
        }
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
