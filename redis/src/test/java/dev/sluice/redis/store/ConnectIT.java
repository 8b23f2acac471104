package dev.sluice.redis.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.time.SystemTicker;
import dev.sluice.redis.Certificate;
import dev.sluice.redis.LogLines;
import dev.sluice.redis.RedisServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** Why there is no connection to a real Redis is told once, in words, and again nowhere until it changes. */
final class ConnectIT {

    /** Several tries, each of which fails the same way. */
    private static final Duration TRIES = Duration.ofMillis(1_500);

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SECRET = "not-for-any-log";

    @TempDir
    Path folder;

    @RegisterExtension
    final LogLines log = new LogLines();

    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private RedisServer redis = new RedisServer();

    @BeforeEach
    void start() {
        redis.start();
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
        redis.stop();
    }

    @Test
    void aWrongPasswordUntilItIsTheRightOne() {
        redis.command("ACL SETUSER sluice on >another ~* &* +@all");
        try (RedisStore store = store(redis.uri(), "sluice", SECRET)) {
            told(store, "WRONGPASS", "does not take the user or the password", "sluice.redis.password");

            redis.command("ACL SETUSER sluice >" + SECRET);
            await().atMost(SOON)
                    .until(() -> store.connected().toCompletableFuture().isDone());
            assertThat(store.trouble()).isEmpty();
            assertThat(log.infos()).anyMatch(line -> line.contains("is connected"));
        }
    }

    @Test
    void aPasswordThatIsChangedWhileThereIsAConnection() {
        redis.command("ACL SETUSER sluice on >" + SECRET + " ~* &* +@all");
        try (RedisStore store = store(redis.uri(), "sluice", SECRET)) {
            await().atMost(SOON)
                    .until(() -> store.connected().toCompletableFuture().isDone());
            assertThat(log.problems()).isEmpty();

            redis.command("ACL SETUSER sluice resetpass >another");
            redis.command("CLIENT KILL USER sluice");
            told(store, "WRONGPASS");
        }
    }

    @Test
    void anUnknownUser() {
        try (RedisStore store = store(redis.uri(), "nobody", SECRET)) {
            told(store, "WRONGPASS", "sluice.redis.username", "the user has to exist");
        }
    }

    @Test
    void noPasswordWhereOneIsWanted() {
        restart("--requirepass", SECRET);
        try (RedisStore store = store(redis.uri(), null, null)) {
            told(store, "NOAUTH", "wants a password", "sluice.redis.password");
        }
    }

    @Test
    void aDatabaseThatIsNotThere() {
        try (RedisStore store = store(URI.create(redis.uri() + "/99"), null, null)) {
            told(store, "DB index is out of range", "database number");
        }
    }

    @Test
    void tlsHereAndNotThere() {
        try (RedisStore store = store(URI.create("rediss://127.0.0.1:" + redis.port()), null, null)) {
            told(store, "without TLS is silent", "rediss://");
        }
    }

    @Test
    void tlsThereAndNotHere() throws Exception {
        restart(Certificate.make(folder).ofRedis("no"));
        try (RedisStore store = store(redis.uri(), null, null)) {
            told(store, "closes new connections", "TLS port", "rediss://");
        }
    }

    @Test
    void aCertificateThatNobodyKnows() throws Exception {
        restart(Certificate.make(folder).ofRedis("no"));
        try (RedisStore store = store(URI.create("rediss://127.0.0.1:" + redis.port()), null, null)) {
            told(store, "certificate is not trusted", "sluice.redis.ssl.bundle");
        }
    }

    @Test
    void aCertificateOfThisNodeThatIsWantedAndNotGiven() throws Exception {
        Certificate certificate = Certificate.make(folder);
        restart(certificate.ofRedis("yes"));
        PemSslStoreDetails known = PemSslStoreDetails.forCertificates(Files.readString(certificate.chain()));
        StoreProperties properties = properties(URI.create("rediss://127.0.0.1:" + redis.port()), null, null);
        SslBundle bundle = SslBundle.of(new PemSslStoreBundle(null, known));
        try (RedisStore store = store(properties, Optional.of(bundle))) {
            told(store, "certificate of this node");
        }
    }

    @Test
    void anUnknownHost() {
        try (RedisStore store = store(URI.create("redis://no-such-host.invalid:6379"), null, null)) {
            told(store, "no-such-host.invalid", "name is unknown", "sluice.redis.uri");
        }
    }

    @Test
    void nobodyThereUntilSomebodyIs() {
        redis.stop();
        try (RedisStore store = store(redis.uri(), null, null)) {
            told(store, "nobody listens there", "host and port");

            redis.start();
            await().atMost(SOON)
                    .until(() -> store.connected().toCompletableFuture().isDone());
            assertThat(store.trouble()).isEmpty();
            assertThat(log.infos()).anyMatch(line -> line.contains("is connected"));
        }
    }

    @Test
    void aConnectionThatIsLost() {
        try (RedisStore store = store(redis.uri(), null, null)) {
            await().atMost(SOON)
                    .until(() -> store.connected().toCompletableFuture().isDone());
            redis.stop();
            told(store, "nobody listens there");
            redis.start();
            await().atMost(SOON).until(() -> store.trouble().isEmpty());
            assertThat(log.problems()).hasSize(1);
        }
    }

    /** One line, however often it fails, and the reason where operators look. */
    private void told(RedisStore store, String... words) {
        await().atMost(SOON).until(() -> !log.problems().isEmpty());
        await().pollDelay(TRIES).until(() -> true);
        assertThat(log.problems())
                .singleElement()
                .asString()
                .contains("Redis at ")
                .contains(words);
        assertThat(log.problems().get(0)).contains("Listeners who are in go on").doesNotContain(SECRET);
        assertThat(store.trouble()).isPresent();
        assertThat(store.trouble().orElseThrow()).doesNotContain(SECRET);
    }

    private void restart(String... arguments) {
        redis.stop();
        redis = new RedisServer(arguments);
        redis.start();
    }

    private RedisStore store(URI uri, @Nullable String user, @Nullable String password) {
        return store(properties(uri, user, password), Optional.empty());
    }

    private RedisStore store(StoreProperties properties, Optional<SslBundle> bundle) {
        return new RedisStore(properties, bundle, new SystemTicker(), timer, new SimpleMeterRegistry());
    }

    private static StoreProperties properties(URI uri, @Nullable String user, @Nullable String password) {
        return new StoreProperties(uri, Duration.ofMillis(50), Duration.ofSeconds(2), user, password, null);
    }
}
