package dev.sluice.redis.policy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.time.SystemTicker;
import dev.sluice.config.time.Ticker;
import dev.sluice.redis.RedisServer;
import dev.sluice.redis.store.RedisStore;
import dev.sluice.redis.store.StoreMode;
import dev.sluice.redis.store.StoreProperties;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RedisNodesIT {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private static final StreamId DEMO = new StreamId("demo");

    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final List<RedisStore> stores = new ArrayList<>();
    private final MovedTicker ticker = new MovedTicker();
    private final AtomicReference<Revision> applied = new AtomicReference<>(Revision.NONE);

    @BeforeEach
    void startWithAnEmptyStore() {
        REDIS.stop();
        REDIS.start();
    }

    @AfterEach
    void close() {
        stores.forEach(RedisStore::close);
        timer.shutdownNow();
    }

    @Test
    void everyNodeKnowsOfAllOthers() {
        RedisNodes one = node("gateway-1", NodeKind.GATEWAY);
        RedisNodes two = node("gateway-2", NodeKind.GATEWAY);
        RedisNodes admin = node("admin-1", NodeKind.ADMIN);

        beat(one, two, admin);

        assertThat(admin.nodes()).extracting(LiveNode::id).containsExactly("admin-1", "gateway-1", "gateway-2");
        assertThat(admin.nodes())
                .extracting(LiveNode::kind)
                .containsExactly(NodeKind.ADMIN, NodeKind.GATEWAY, NodeKind.GATEWAY);
        assertThat(admin.nodes()).extracting(LiveNode::version).containsOnly("1.2 test");
    }

    @Test
    void eachStreamHasOneOwnerAndEachGatewayAShare() {
        List<RedisNodes> gateways = List.of(
                node("gateway-1", NodeKind.GATEWAY),
                node("gateway-2", NodeKind.GATEWAY),
                node("gateway-3", NodeKind.GATEWAY));
        RedisNodes admin = node("admin-1", NodeKind.ADMIN);
        RedisNodes[] all = Stream.concat(gateways.stream(), Stream.of(admin)).toArray(RedisNodes[]::new);
        List<StreamId> streams = IntStream.range(0, 300)
                .mapToObj(i -> new StreamId("stream-" + i))
                .toList();

        // a machine that stalls for 300 ms makes them disagree for a moment
        await().untilAsserted(() -> {
            beatTwice(all);
            assertThat(streams)
                    .allSatisfy(stream -> assertThat(gateways.stream().filter(node -> node.owns(stream)))
                            .hasSize(1));
        });
        await().untilAsserted(() -> {
            beatTwice(all);
            assertThat(gateways)
                    .allSatisfy(node ->
                            assertThat(streams.stream().filter(node::owns)).hasSizeBetween(60, 140));
        });
        assertThat(streams).noneMatch(admin::owns);
    }

    @Test
    void anotherGatewayStepsInWhenTheOwnerIsSilent() {
        RedisNodes one = node("gateway-1", NodeKind.GATEWAY);
        RedisNodes two = node("gateway-2", NodeKind.GATEWAY);
        beatTwice(one, two);
        RedisNodes owner = one.owns(DEMO) ? one : two;
        RedisNodes other = owner == one ? two : one;

        await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> {
            beat(other);
            assertThat(other.owns(DEMO)).isTrue();
        });
        assertThat(other.nodes()).as("silent, but connected").hasSize(2);
    }

    @Test
    void whoDoesNotReachTheStoreOwnsNothing() {
        RedisNodes one = node("gateway-1", NodeKind.GATEWAY);
        await().untilAsserted(() -> {
            beat(one);
            assertThat(one.owns(DEMO)).isTrue();
        });

        ticker.ahead(Duration.ofMillis(301));

        assertThat(one.owns(DEMO)).isFalse();
    }

    @Test
    void whoIsSilentHasLostTheStoreOrIsGone() {
        RedisNodes silent = node("silent", NodeKind.GATEWAY);
        RedisNodes here = node("here", NodeKind.GATEWAY);
        await().untilAsserted(() -> {
            beat(silent, here);
            assertThat(here.nodes()).extracting(LiveNode::storeMode).containsOnly(StoreMode.UP);
        });

        ticker.ahead(Duration.ofMillis(501));
        assertThat(here.nodes())
                .as("it has heard nothing itself")
                .extracting(LiveNode::storeMode)
                .containsOnly(StoreMode.LOST);

        ticker.ahead(Duration.ofMinutes(1));
        assertThat(here.nodes())
                .as("while the store is lost, nobody is forgotten")
                .extracting(LiveNode::id)
                .containsExactly("here", "silent");
        await().untilAsserted(() -> {
            beat(here);
            assertThat(here.nodes())
                    .filteredOn(node -> node.id().equals("here"))
                    .extracting(LiveNode::storeMode)
                    .containsExactly(StoreMode.UP);
        });
    }

    @Test
    void aNodeCountsUntilFiveSecondsAfterItsLastHeartbeatAndIsListedAsSilentForTenMinutes() {
        RedisNodes gone = node("gone", NodeKind.GATEWAY);
        RedisNodes here = node("here", NodeKind.GATEWAY);
        beat(gone, here);
        assertThat(here.nodes()).hasSize(2);

        await().atMost(Duration.ofSeconds(8)).untilAsserted(() -> {
            beat(here);
            assertThat(here.nodes()).extracting(LiveNode::id).containsExactly("here");
        });
        assertThat(here.silent()).singleElement().satisfies(node -> {
            assertThat(node.id()).isEqualTo("gone");
            assertThat(node.storeMode()).isEqualTo(StoreMode.LOST);
            assertThat(node.age()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(30));
        });

        ageOf("gone", Duration.ofSeconds(590));
        beat(here);
        assertThat(here.silent()).extracting(LiveNode::id).containsExactly("gone");
        ageOf("gone", Duration.ofMinutes(10));
        ticker.ahead(Duration.ofSeconds(11));
        beat(here);
        assertThat(here.silent()).isEmpty();

        beat(gone);
        beat(here);
        assertThat(here.nodes()).extracting(LiveNode::id).containsExactly("gone", "here");
    }

    @Test
    void whoEndsInOrderIsNeitherThereNorMissedAndMayComeBack() {
        RedisNodes ending = node("ending", NodeKind.GATEWAY);
        RedisNodes here = node("here", NodeKind.GATEWAY);
        beat(ending, here);
        assertThat(here.nodes()).hasSize(2);

        ending.leave().toCompletableFuture().join();
        beat(ending, here);
        assertThat(here.nodes()).extracting(LiveNode::id).containsExactly("here");
        assertThat(here.silent()).isEmpty();

        ending.arrive();
        beat(ending, here);
        assertThat(here.nodes()).extracting(LiveNode::id).containsExactly("ending", "here");
    }

    @Test
    void whoIsSilentIsMissedThoughTheStoreForgetsIt() {
        RedisNodes silent = node("silent", NodeKind.GATEWAY);
        RedisNodes here = node("here", NodeKind.GATEWAY);
        beat(silent, here);

        REDIS.flush();
        beat(here);
        assertThat(here.nodes()).extracting(LiveNode::id).containsExactly("here", "silent");

        ticker.ahead(Duration.ofSeconds(5));
        beat(here);
        assertThat(here.nodes()).extracting(LiveNode::id).containsExactly("here");
        assertThat(here.silent()).extracting(LiveNode::id).containsExactly("silent");

        ticker.ahead(Duration.ofMinutes(10));
        beat(here);
        assertThat(here.silent()).isEmpty();
    }

    @Test
    void occupiedStreamsAreKnownToAllUntilTheyAreVacant() {
        RedisNodes one = node("gateway-1", NodeKind.GATEWAY);
        RedisNodes two = node("gateway-2", NodeKind.GATEWAY);

        one.touch(DEMO);
        beatTwice(one, two);
        assertThat(two.occupied()).containsExactly(DEMO);

        ticker.ahead(Duration.ofSeconds(11));
        two.vacant(DEMO);
        beatTwice(two, one);
        assertThat(one.occupied()).isEmpty();
        assertThat(two.occupied()).isEmpty();
    }

    @Test
    void aTouchOfTheLastSecondsWinsOverVacancy() {
        RedisNodes one = node("gateway-1", NodeKind.GATEWAY);
        RedisNodes two = node("gateway-2", NodeKind.GATEWAY);
        one.touch(DEMO);
        beatTwice(one, two);

        two.vacant(DEMO);
        beat(two);
        beatTwice(one);

        assertThat(one.occupied()).containsExactly(DEMO);
        one.vacant(DEMO);
        beat(one);
        assertThat(one.occupied()).containsExactly(DEMO);
    }

    @Test
    void theTimeIsToldSinceWhenANodeRunsItsRevision() {
        RedisNodes one = node("gateway-1", NodeKind.GATEWAY);
        applied.set(new Revision(17, 4));
        beat(one);
        long since = one.nodes().iterator().next().appliedAtMicros();
        beat(one);
        assertThat(one.nodes().iterator().next().applied()).isEqualTo(new Revision(17, 4));
        assertThat(one.nodes().iterator().next().appliedAtMicros()).isEqualTo(since);

        applied.set(new Revision(17, 5));
        beat(one);
        assertThat(one.nodes().iterator().next().appliedAtMicros()).isGreaterThan(since);
    }

    private RedisNodes node(String id, NodeKind kind) {
        StoreProperties properties = new StoreProperties(REDIS.uri(), Duration.ofSeconds(4), Duration.ofSeconds(2));
        RedisStore store = new RedisStore(properties, new SystemTicker(), timer, new SimpleMeterRegistry());
        stores.add(store);
        RedisNodes nodes = new RedisNodes(store, ticker, new NodeIdentity(id, kind, "1.2 test"), new RedisNodes.Sync() {
            @Override
            public Revision applied() {
                return requireNonNull(applied.get());
            }

            @Override
            public void stored(Revision revision) {}
        });
        await().until(() -> {
            nodes.refresh().toCompletableFuture().join();
            return !nodes.nodes().isEmpty();
        });
        return nodes;
    }

    /** Has a node been heard of so long ago. */
    private void ageOf(String id, Duration age) {
        long seen = stores.get(0).nowMicros() - age.toNanos() / 1_000;
        REDIS.command("HSET sluice:1::{policy}:nodes " + id + " \"" + seen + " 0 0 " + seen + " gateway UP 1.2\"");
    }

    private static void beat(RedisNodes... nodes) {
        for (RedisNodes node : nodes) {
            node.refresh().toCompletableFuture().join();
        }
    }

    /** So that each has heard of those that beat after it. */
    private static void beatTwice(RedisNodes... nodes) {
        beat(nodes);
        beat(nodes);
    }

    /** The machine's clock, and what was added. */
    private static final class MovedTicker implements Ticker {

        private final Ticker machine = new SystemTicker();
        private final AtomicLong aheadNanos = new AtomicLong();

        @Override
        public long nanos() {
            return machine.nanos() + aheadNanos.get();
        }

        @Override
        public Instant now() {
            return machine.now().plusNanos(aheadNanos.get());
        }

        void ahead(Duration duration) {
            aheadNanos.addAndGet(duration.toNanos());
        }
    }
}
