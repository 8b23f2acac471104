package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.Certificate;
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
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/** Redis as it is deployed: with a user of its own, and behind TLS. */
final class DeployedRedisIT {

    private static final Path RIGHTS = Path.of("../docs/redis-users.acl");
    /** One command, or one of two. */
    private static final Pattern CALL = Pattern.compile("redis\\.p?call\\([^,']*'([A-Z]+)'(?: or '([A-Z]+)')?");

    private static final Set<String> OF_CONNECTIONS = Set.of("evalsha", "eval", "subscribe", "info", "select");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "/1"})
    void theRightsInTheDocumentationAreEnoughForAStreamsWholeLife(String database) throws IOException {
        RedisServer redis = new RedisServer("--aclfile", users());
        redis.start();
        try (Room room = new Room(URI.create("redis://sluice:secret@127.0.0.1:" + redis.port() + database))) {
            wholeLife(room, redis, Optional.empty());
            new Asked(redis, Optional.empty())
                    .as(
                            "boss",
                            commands -> assertThat(commands.info("keyspace"))
                                    .contains(database.isEmpty() ? "db0:" : "db1:"));
        } finally {
            redis.stop();
        }
    }

    @Test
    void soTheyAreOverTls() throws Exception {
        Certificate certificate = Certificate.make(folder);
        List<String> arguments = new ArrayList<>(List.of(certificate.ofRedis("yes")));
        arguments.addAll(List.of("--aclfile", users()));
        RedisServer redis = new RedisServer(arguments.toArray(new String[0]));
        redis.start();
        URI uri = URI.create("rediss://127.0.0.1:" + redis.port());
        StoreProperties properties =
                new StoreProperties(uri, Duration.ofSeconds(1), Duration.ofSeconds(5), "sluice", "secret", null);
        try (Room room = new Room(properties, Optional.of(certificate.bundle()))) {
            wholeLife(room, redis, Optional.of(certificate));
        } finally {
            redis.stop();
        }
    }

    private void wholeLife(Room room, RedisServer redis, Optional<Certificate> tls) throws IOException {
        live(room);
        assertThat(room.store.complaints()).isEmpty();
        policies(redis, tls);
        Asked asked = new Asked(redis, tls);
        asked.as(
                "boss",
                commands -> assertThat(commands.aclLog()).as("what was denied").isEmpty());
        asked.as("sluice", commands -> {
            assertThatThrownBy(commands::flushall).isInstanceOf(RedisCommandExecutionException.class);
            assertThatThrownBy(() -> commands.get("sluice:1:{demo}:state"))
                    .isInstanceOf(RedisCommandExecutionException.class);
            assertThatThrownBy(
                            () -> commands.eval("return redis.call('DEL', KEYS[1])", ScriptOutputType.INTEGER, "other"))
                    .isInstanceOf(RedisCommandExecutionException.class);
        });
    }

    /** The file with the rights, made one's own, and one user who may do anything. */
    private String users() throws IOException {
        String users = Files.readString(RIGHTS).replace("CHANGE-THIS", "secret") + "user boss on >boss ~* &* +@all\n";
        return Files.writeString(folder.resolve("users.acl"), users).toString();
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
        RedisServer redis = new RedisServer(certificate.ofRedis("no"));
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
        assertThat(Room.await(room.streams.bury(policy.id(), policy.deletion())))
                .isTrue();
    }

    /** Nodes and policies, by the properties of a node. */
    private void policies(RedisServer redis, Optional<Certificate> tls) {
        String[] bundle = tls.map(certificate -> new String[] {
                    "sluice.redis.uri=rediss://127.0.0.1:" + redis.port(),
                    "sluice.redis.ssl.bundle=store",
                    "spring.ssl.bundle.pem.store.truststore.certificate=" + certificate.chain(),
                    "spring.ssl.bundle.pem.store.keystore.certificate=" + certificate.chain(),
                    "spring.ssl.bundle.pem.store.keystore.private-key=" + certificate.key()
                })
                .orElseGet(() -> new String[] {"sluice.redis.uri=redis://127.0.0.1:" + redis.port()});
        new ApplicationContextRunner()
                .withUserConfiguration(Node.class)
                .withPropertyValues(bundle)
                .withPropertyValues(
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

    /** A Redis, asked by the way as a user would. */
    private record Asked(RedisServer redis, Optional<Certificate> tls) {

        void as(String user, Asking asking) {
            RedisURI uri = RedisURI.builder(RedisURI.create(redis.uri()))
                    .withSsl(tls.isPresent())
                    .withAuthentication(user, user.equals("sluice") ? "secret" : user)
                    .build();
            RedisClient client = RedisClient.create(uri);
            tls.ifPresent(certificate -> client.setOptions(ClientOptions.builder()
                    .sslOptions(SslOptions.builder()
                            .trustManager(certificate.bundle().getManagers().getTrustManagerFactory())
                            .keyManager(certificate.bundle().getManagers().getKeyManagerFactory())
                            .build())
                    .build()));
            try (StatefulRedisConnection<String, String> connection = client.connect()) {
                asking.by(connection.sync());
            } finally {
                client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
            }
        }
    }
}
