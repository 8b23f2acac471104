package dev.sluice.redis.policy;

import static dev.sluice.redis.policy.PolicyNode.DEMO;
import static dev.sluice.redis.policy.PolicyNode.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.file.OperatorFile;
import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.MergePatch;
import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.RedisServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** No revision is given twice, whatever Redis loses, and no epoch begins on less than somebody knows. */
final class EpochsIT {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private static final OperatorFile FILE =
            file("{'streams': {'demo': {'origin': 'http://o.example', 'capacity': 100}}}");
    private static final OperatorFile NO_FILE = file("{}");
    private static final Grace.Spans NONE = new Grace.Spans(Duration.ZERO, Duration.ZERO);
    private static final StreamId OTHER = new StreamId("other");

    @TempDir
    Path folder;

    private final List<PolicyNode> started = new ArrayList<>();

    @BeforeEach
    void startWithAnEmptyStore() {
        REDIS.stop();
        REDIS.start();
    }

    @AfterEach
    void close() {
        started.forEach(PolicyNode::close);
    }

    @Test
    void theWritesOfOneRunAreOfOneEpoch() {
        PolicyNode admin = node("admin", FILE, NONE);
        publish(admin, FILE);
        Revision first = admin.policies.revision();
        admin.patch("{'capacity':70}");
        admin.patch("{'capacity':71}");

        assertThat(admin.policies.revision()).isEqualTo(new Revision(first.epoch(), first.number() + 2));
    }

    @Test
    void whoKnowsALaterRevisionOfAnEarlierRunTakesWhatWasWrittenWithoutIt() {
        Revision known = learnedByAway();
        forgetDemosLastRevision(known);
        beAnotherRun();
        PolicyNode admin = node("admin", NO_FILE, NONE);
        awaitRevision(admin, new Revision(known.epoch(), known.number() - 1));

        admin.patch("{'capacity':71}");

        PolicyNode away = node("away", NO_FILE, NONE);
        await().untilAsserted(() -> assertThat(away.capacity()).isEqualTo(71));
        assertThat(away.policies.revision()).isEqualTo(admin.policies.revision());
        assertThat(admin.policies.revision().epoch()).isGreaterThan(known.epoch());
    }

    @Test
    void whoKnowsALaterRevisionThanThoseThatWereBroughtBackTakesWhatWasWrittenWithoutIt() {
        Revision known = learnedByAway();
        forgetDemosLastRevision(known);
        PolicyNode admin = node("admin", NO_FILE, NONE);
        Revision brought = new Revision(known.epoch(), known.number() - 1);
        awaitRevision(admin, brought);
        REDIS.flush();
        awaitBroughtBack();
        awaitRevision(node("witness", NO_FILE, NONE), brought);

        admin.patch("{'capacity':71}");

        PolicyNode away = node("away", NO_FILE, NONE);
        await().untilAsserted(() -> assertThat(away.capacity()).isEqualTo(71));
        assertThat(away.policies.revision()).isEqualTo(admin.policies.revision());
    }

    @Test
    void whatAnEpochFindsIsNewerThanWhatWasLostWithTheOneBefore() {
        Revision known = learnedByAway();
        forgetDemosLastRevision(known);
        beAnotherRun();
        PolicyNode admin = node("admin", NO_FILE, NONE);

        await().untilAsserted(() -> assertThat(admin.admin
                        .write(OTHER, new Precondition.None(), EpochsIT::withOrigin)
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(WriteDecision.Written.class));

        for (PolicyNode node : List.of(admin, node("away", NO_FILE, NONE), node("fresh", NO_FILE, NONE))) {
            awaitRevision(node, admin.policies.revision());
            LivePolicy demo = node.policies.find(DEMO).orElseThrow();
            assertThat(demo.policy().capacity()).isEqualTo(69);
            assertThat(demo.revision())
                    .isEqualTo(new Revision(admin.policies.revision().epoch(), 0))
                    .isGreaterThan(known);
        }
    }

    @Test
    void anEpochBeginsOnceARun() {
        PolicyNode admin = node("admin", FILE, NONE);
        publish(admin, FILE);
        beAnotherRun();
        await().untilAsserted(
                        () -> assertThat(admin.patch("{'capacity':70}")).isInstanceOf(WriteDecision.Written.class));
        Revision first = admin.policies.revision();

        admin.patch("{'capacity':71}");

        assertThat(admin.policies.revision()).isEqualTo(new Revision(first.epoch(), first.number() + 1));
    }

    /** However many they are: a page of them ends at a number. */
    @Test
    void whatWasLastChangedInAnEarlierEpochComesBackToo() {
        String streams = IntStream.range(0, 450)
                .mapToObj(i -> "'s" + i + "':{'origin':'http://o.example'}")
                .collect(Collectors.joining(","));
        OperatorFile many = file("{'streams':{'demo':{'origin':'http://o.example'}," + streams + "}}");
        PolicyNode admin = node("admin", many, NONE);
        publish(admin, many);
        beAnotherRun();
        admin.patch("{'capacity':70}");
        REDIS.flush();
        awaitBroughtBack();

        PolicyNode fresh = node("fresh", NO_FILE, NONE);

        awaitRevision(fresh, admin.policies.revision());
        assertThat(fresh.policies.all()).hasSize(451);
        assertThat(fresh.capacity()).isEqualTo(70);
    }

    @Test
    void aNewStreamDoesNotBeginAnEpochInAStoreThatLostAllOthersJustBefore() {
        PolicyNode admin = node("admin", FILE, new Grace.Spans(Duration.ofMinutes(1), Duration.ZERO));
        publish(admin, FILE);
        Revision last = admin.policies.revision();

        WriteDecision decision = admin.admin
                .write(OTHER, new Precondition.None(), found -> {
                    REDIS.flush();
                    return withOrigin(found);
                })
                .toCompletableFuture()
                .join();

        assertThat(decision)
                .isInstanceOfSatisfying(
                        WriteDecision.Restoring.class,
                        restoring ->
                                assertThat(restoring.left()).isBetween(Duration.ofSeconds(40), Duration.ofMinutes(1)));
        PolicyNode fresh = node("fresh", NO_FILE, NONE);
        awaitRevision(fresh, last);
        assertThat(fresh.policies.all()).extracting(LivePolicy::id).containsExactly(DEMO);
    }

    private static Checked<StreamDocument> withOrigin(StreamDocument found) {
        return new Checked.Valid<>(
                found.withPatch(MergePatch.merge(found.patch(), PolicyNode.tree("{'origin':'http://o.example'}"))));
    }

    /** The last revision, which only the node {@code away} knows, and that is gone. */
    private Revision learnedByAway() {
        PolicyNode away = node("away", FILE, NONE);
        publish(away, FILE);
        assertThat(away.patch("{'capacity':69}")).isInstanceOf(WriteDecision.Written.class);
        REDIS.command("COPY " + key(PolicyKeys.DOCUMENTS) + " before");
        assertThat(away.patch("{'capacity':70}")).isInstanceOf(WriteDecision.Written.class);
        away.close();
        return away.policies.revision();
    }

    /** As if this Redis had read what another run left. */
    private static void beAnotherRun() {
        REDIS.command("HSET " + key(PolicyKeys.STATE) + " run 0123456789abcdef");
    }

    private static void forgetDemosLastRevision(Revision known) {
        REDIS.command("COPY before " + key(PolicyKeys.DOCUMENTS) + " REPLACE");
        REDIS.command("HSET " + key(PolicyKeys.STATE) + " number " + (known.number() - 1));
        REDIS.command("ZADD " + key(PolicyKeys.CHANGES) + " " + (known.number() - 1) + " demo");
    }

    private static void awaitBroughtBack() {
        await().until(() ->
                REDIS.command("HEXISTS " + key(PolicyKeys.STATE) + " epoch").equals(":1"));
    }

    private static void awaitRevision(PolicyNode node, Revision revision) {
        await().untilAsserted(() -> assertThat(node.policies.revision()).isEqualTo(revision));
    }

    private static void publish(PolicyNode admin, OperatorFile file) {
        await().atMost(Duration.ofSeconds(5)).until(() -> admin.publish(file));
    }

    private static String key(byte[] key) {
        return new String(key, StandardCharsets.US_ASCII);
    }

    private PolicyNode node(String id, OperatorFile file, Grace.Spans spans) {
        PolicyNode node = new PolicyNode(id, REDIS.uri(), file, folder.resolve(id), PolicyNode.Ears.OPEN, spans);
        started.add(node);
        return node;
    }
}
