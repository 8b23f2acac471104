package dev.sluice.redis.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.redis.LogLines;
import dev.sluice.redis.RedisServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Configuration;

/** A node of this version, with a Redis in which a later one may have been. */
final class NewerLayoutIT {

    /** The same for every version, or none would see another. */
    private static final String LAYOUT = "sluice::{policy}:layout";

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    @RegisterExtension
    final LogLines log = new LogLines();

    @TempDir
    Path folder;

    /** A node, as far as this module makes one. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Node {}

    /** What the node says of its readiness. */
    static final class Readiness implements ApplicationListener<AvailabilityChangeEvent<ReadinessState>> {

        private final List<ReadinessState> states = new CopyOnWriteArrayList<>();

        @Override
        public void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> event) {
            states.add(event.getState());
        }
    }

    @BeforeEach
    void startEmpty() {
        REDIS.flush();
    }

    @Test
    void aNodeStopsWhereKeysAreOfALaterLayoutAndSaysWhatToDo() {
        REDIS.command("SET " + LAYOUT + " 2");
        Readiness readiness = new Readiness();

        node().withInitializer(context -> context.addApplicationListener(readiness))
                .run(started -> {
                    var context = started.getSourceApplicationContext();
                    await().until(() -> !context.isActive());
                });

        assertThat(log.problems().stream().filter(line -> line.contains("layout 2")))
                .singleElement()
                .asString()
                .contains("This node stops", "knows only layout 1", "Run the newer version");
        assertThat(readiness.states).contains(ReadinessState.REFUSING_TRAFFIC);
    }

    @Test
    void aNodeTellsTheLayoutOfItsKeysAndGoesOnWhereItIsTheHighest() {
        node().run(context -> {
            NodeRegistry nodes = context.getBean(NodeRegistry.class);
            await().until(() -> !nodes.nodes().isEmpty());
            assertThat(REDIS.command("EXISTS " + LAYOUT)).isEqualTo(":1");
            nodes.refresh().toCompletableFuture().join();
            assertThat(context.getSourceApplicationContext().isActive()).isTrue();
        });
        assertThat(log.problems()).noneMatch(line -> line.contains("layout"));
    }

    private ApplicationContextRunner node() {
        return new ApplicationContextRunner()
                .withUserConfiguration(Node.class)
                .withPropertyValues(
                        "sluice.redis.uri=" + REDIS.uri(),
                        "sluice.state-dir=" + folder,
                        "sluice.streams.radio.origin=http://o.example");
    }
}
