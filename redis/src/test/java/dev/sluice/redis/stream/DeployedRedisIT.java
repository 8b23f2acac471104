package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.time.SystemTicker;
import dev.sluice.redis.RedisServer;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.policy.NodeRegistry;
import dev.sluice.redis.policy.PolicyAdmin;
import dev.sluice.redis.policy.Precondition;
import dev.sluice.redis.policy.WriteDecision;
import dev.sluice.redis.store.RedisStore;
import dev.sluice.redis.store.StoreAutoConfiguration;
import dev.sluice.redis.store.StoreHealth;
import dev.sluice.redis.store.StoreMode;
import dev.sluice.redis.store.StoreProperties;
import dev.sluice.redis.waitingroom.Attempt;
import dev.sluice.redis.waitingroom.Ticket;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/** Redis as it is deployed: with a user of its own, behind TLS, and with settings that do not suit. */
final class DeployedRedisIT {

    private static final Path RIGHTS = Path.of("../docs/redis-users.acl");
    /** One command, or one of two. */
    private static final Pattern CALL = Pattern.compile("redis\\.p?call\\([^,']*'([A-Z]+)'(?: or '([A-Z]+)')?");

    private static final Set<String> OF_CONNECTIONS = Set.of("evalsha", "eval", "subscribe", "info");

    @TempDir
    Path folder;

    @Test
    void theRightsInTheDocumentationAreEnoughForAStreamsWholeLife() throws IOException {
        String users = Files.readString(RIGHTS).replace("CHANGE-THIS", "secret") + "user boss on >boss ~* &* +@all\n";
        Path file = Files.writeString(folder.resolve("users.acl"), users);
        RedisServer redis = new RedisServer("--aclfile", file.toString());
        redis.start();
        try (Room room = new Room(URI.create("redis://sluice:secret@127.0.0.1:" + redis.port()))) {
            live(room);
            assertThat(room.store.complaints()).isEmpty();
            policies(redis);
            asked(
                    redis,
                    "boss",
                    commands ->
                            assertThat(commands.aclLog()).as("what was denied").isEmpty());
            asked(redis, "sluice", commands -> {
                assertThatThrownBy(commands::flushall).isInstanceOf(RedisCommandExecutionException.class);
                assertThatThrownBy(() -> commands.get("sluice:1:{demo}:state"))
                        .isInstanceOf(RedisCommandExecutionException.class);
                assertThatThrownBy(() -> commands.eval(
                                "return redis.call('DEL', KEYS[1])", io.lettuce.core.ScriptOutputType.INTEGER, "other"))
                        .isInstanceOf(RedisCommandExecutionException.class);
            });
        } finally {
            redis.stop();
        }
    }

    @Test
    void theRightsInTheDocumentationAreWhatScriptsAndConnectionsUseAndNoMore() throws IOException {
        Set<String> granted = new TreeSet<>();
        Matcher right = Pattern.compile(" \\+(\\S+)").matcher(Files.readString(RIGHTS));
        while (right.find()) {
            granted.add(right.group(1));
        }
        Set<String> used = new TreeSet<>(OF_CONNECTIONS);
        try (Stream<Path> scripts = Files.walk(Path.of("src/main/resources/dev/sluice/redis"))) {
            for (Path script :
                    scripts.filter(path -> path.toString().endsWith(".lua")).toList()) {
                Matcher call = CALL.matcher(Files.readString(script));
                while (call.find()) {
                    used.add(call.group(1).toLowerCase(Locale.ROOT));
                    if (call.group(2) != null) {
                        used.add(call.group(2).toLowerCase(Locale.ROOT));
                    }
                }
            }
        }
        assertThat(granted).isEqualTo(used);
    }

    @Test
    void aConnectionOverTlsTrustsTheBundleAndNothingElse() throws Exception {
        Certificate certificate = Certificate.make(folder);
        RedisServer redis = new RedisServer(
                "--port",
                "0",
                "--tls-port",
                "PORT",
                "--tls-cert-file",
                certificate.chain().toString(),
                "--tls-key-file",
                certificate.key().toString(),
                "--tls-ca-cert-file",
                certificate.chain().toString(),
                "--tls-auth-clients",
                "no");
        redis.start();
        try {
            String uri = "sluice.redis.uri=rediss://127.0.0.1:" + redis.port();
            ApplicationContextRunner node = new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, StoreAutoConfiguration.class));
            node.withPropertyValues(
                            uri,
                            "sluice.redis.ssl.bundle=store",
                            "spring.ssl.bundle.pem.store.truststore.certificate=" + certificate.chain())
                    .run(context -> Room.await(context.getBean(RedisStore.class).connected()));
            node.withPropertyValues(uri, "sluice.redis.connect-timeout=500ms")
                    .run(context -> await().pollDelay(Duration.ofSeconds(1))
                            .untilAsserted(() -> assertThat(context.getBean(RedisStore.class)
                                            .connected()
                                            .toCompletableFuture())
                                    .as("the JVM does not know who signed it")
                                    .isNotDone()));
        } finally {
            redis.stop();
        }
    }

    @Test
    void aRedisThatMayThrowPlacesAwayIsNamedWithTheReason() {
        RedisServer redis = new RedisServer("--maxmemory-policy", "allkeys-lru");
        redis.start();
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        StoreProperties properties = new StoreProperties(redis.uri(), Duration.ofSeconds(1), Duration.ofSeconds(2));
        try (RedisStore store = new RedisStore(properties, new SystemTicker(), timer, registry)) {
            await().until(() -> !store.complaints().isEmpty());
            assertThat(store.complaints()).singleElement().asString().contains("allkeys-lru");
            assertThat(registry.get("sluice.store.complaints").gauge().value()).isEqualTo(1);

            redis.stop();
            RedisServer mended = new RedisServer("--port", Integer.toString(redis.port()));
            mended.start();
            try {
                await().untilAsserted(() -> assertThat(store.complaints())
                        .as("asked again after each connect")
                        .isEmpty());
            } finally {
                mended.stop();
            }
        } finally {
            timer.shutdownNow();
            redis.stop();
        }
    }

    /** A node, as far as this module makes one. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Node {}

    /** All scripts of a stream, each with something to do. */
    private static void live(Room room) {
        Policy policy = Policy.of("demo").capacity(2);
        Slot first = room.enter(policy, 2).get(0);
        Ticket ticket = room.queue(policy, 2).get(0);
        assertThat(room.renew(policy, first, Renewal.CONFIRM)).isNotNull();
        room.release(policy, first);
        room.promote(policy);
        assertThat(room.claim(policy, ticket, Attempt.FIRST)).isNotNull();
        room.reap(policy);
    }

    /** Nodes and policies, by the properties of a node. */
    private void policies(RedisServer redis) {
        new ApplicationContextRunner()
                .withUserConfiguration(Node.class)
                .withPropertyValues(
                        "sluice.redis.uri=redis://127.0.0.1:" + redis.port(),
                        "sluice.redis.username=sluice",
                        "sluice.redis.password=secret",
                        "sluice.state-dir=" + folder,
                        "sluice.streams.radio.origin=http://o.example")
                .run(context -> {
                    PolicyAdmin admin = context.getBean(PolicyAdmin.class);
                    StreamId radio = new StreamId("radio");
                    await().until(() -> context.getBean(StoreHealth.class).mode() == StoreMode.UP);
                    await().untilAsserted(() -> assertThat(Room.await(admin.write(
                                    radio, new Precondition.None(), found -> new Checked.Valid<>(found.tombstone()))))
                            .isInstanceOf(WriteDecision.Written.class));
                    await().until(() ->
                            !context.getBean(NodeRegistry.class).nodes().isEmpty());
                });
    }

    private interface Asking {
        void by(RedisCommands<String, String> commands);
    }

    /** A certificate for 127.0.0.1 that signed itself, made by the JDK's keytool, as the two files that Redis takes. */
    private record Certificate(Path chain, Path key) {

        static Certificate make(Path folder) throws Exception {
            Path store = folder.resolve("store.p12");
            String keytool =
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
            Process made = new ProcessBuilder(List.of(
                            keytool,
                            "-genkeypair",
                            "-alias",
                            "a",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=redis",
                            "-ext",
                            "san=ip:127.0.0.1",
                            "-validity",
                            "2",
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            "secret",
                            "-keystore",
                            store.toString()))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(made.waitFor()).as(said).isZero();
            KeyStore keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
            return new Certificate(
                    pem(
                            folder.resolve("chain.pem"),
                            "CERTIFICATE",
                            keys.getCertificate("a").getEncoded()),
                    pem(
                            folder.resolve("key.pem"),
                            "PRIVATE KEY",
                            keys.getKey("a", "secret".toCharArray()).getEncoded()));
        }

        private static Path pem(Path file, String what, byte[] der) throws IOException {
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
            return Files.writeString(file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
        }
    }

    private static void asked(RedisServer redis, String user, Asking asking) {
        RedisURI uri = RedisURI.builder(RedisURI.create(redis.uri()))
                .withAuthentication(user, user.equals("sluice") ? "secret" : user)
                .build();
        RedisClient client = RedisClient.create(uri);
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            asking.by(connection.sync());
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }
}
