package dev.sluice.redis.policy;

import static dev.sluice.redis.policy.PolicyNode.DEMO;
import static dev.sluice.redis.policy.PolicyNode.file;
import static dev.sluice.redis.policy.PolicyNode.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.file.OperatorFile;
import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.MergePatch;
import dev.sluice.config.policy.Problem;
import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.RedisServer;
import dev.sluice.redis.store.StoreMode;
import dev.sluice.redis.store.StoreProperties;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

final class PolicyStoreIT {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    @RegisterExtension
    static final RedisServer OTHER = new RedisServer();

    private static final OperatorFile FILE = file("""
            {'streams': {'demo': {'origin': 'http://o.example', 'capacity': 100}},
             'overlays': {'event': {'capacity': 50, 'message': 'Busy'}}}""");
    private static final OperatorFile NO_FILE = file("{}");

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
    void aNodeRunsItsOwnFileUntilTheStoreHasAnything() {
        PolicyNode gateway = node("gateway", FILE);
        await().until(() -> !gateway.nodes.nodes().isEmpty());

        assertThat(gateway.capacity()).isEqualTo(100);
        assertThat(gateway.policies.revision()).isEqualTo(Revision.NONE);
    }

    @Test
    void thePublishedFileCountsAndNotTheNodesOwn() {
        PolicyNode gateway = node("gateway", file("{'streams':{'other':{'origin':'http://o.example'}}}"));
        PolicyNode admin = node("admin", FILE);

        publish(admin, FILE);

        await().untilAsserted(() -> assertThat(gateway.capacity()).isEqualTo(100));
        assertThat(gateway.policies.find(new StreamId("other"))).isEmpty();
        assertThat(gateway.policies.revision()).isEqualTo(admin.policies.revision());
    }

    @Test
    void noGatewaySeesHalfOfAFirstFile() {
        StringBuilder many = new StringBuilder("{'streams':{'s0':{'origin':'http://o.example'}");
        IntStream.range(1, 500)
                .forEach(i -> many.append(",'s").append(i).append("':{'origin':'http://o.example','capacity':7}"));
        OperatorFile large = file(many + "}}");
        PolicyNode gateway = node("gateway", NO_FILE);
        List<Integer> seen = new CopyOnWriteArrayList<>();
        gateway.policies.onChange(now -> seen.add(now.all().size()));
        PolicyNode admin = node("admin", large);

        publish(admin, large);

        await().untilAsserted(() -> assertThat(seen).isNotEmpty());
        assertThat(seen).containsOnly(500);
        assertThat(gateway.policies.all()).extracting(LivePolicy::id).isSorted().hasSize(500);
    }

    @Test
    void aLiveEditReachesAllNodes() {
        PolicyNode gateway = node("gateway", NO_FILE);
        PolicyNode admin = node("admin", FILE);
        publish(admin, FILE);

        WriteDecision decision = admin.patch("{'capacity':70}");

        assertThat(decision).isInstanceOf(WriteDecision.Written.class);
        assertThat(admin.capacity()).as("at once where it was written").isEqualTo(70);
        await().untilAsserted(() -> assertThat(gateway.capacity()).isEqualTo(70));
        await().untilAsserted(() -> assertThat(admin.nodes.nodes())
                .filteredOn(node -> node.id().equals("gateway"))
                .extracting(LiveNode::applied)
                .containsExactly(admin.policies.revision()));
    }

    @Test
    void aChangeIsFoundByTheHeartbeatWhenItsAnnouncementIsLost() {
        PolicyNode deaf =
                started(new PolicyNode("deaf", REDIS.uri(), NO_FILE, folder.resolve("deaf"), PolicyNode.Ears.SHUT));
        PolicyNode admin = node("admin", FILE);
        publish(admin, FILE);

        admin.patch("{'capacity':70}");

        await().untilAsserted(() -> assertThat(deaf.capacity()).isEqualTo(70));
    }

    @Test
    void aWriteOnAnOldRevisionChangesNothing() {
        PolicyNode one = node("admin-1", FILE);
        PolicyNode two = node("admin-2", FILE);
        publish(one, FILE);
        Revision old = one.admin.document(DEMO).orElseThrow().revision();
        two.patch("{'capacity':70}");

        WriteDecision decision = one.write(new Precondition.At(old), found -> found.withPatch(tree("{'capacity':1}")));

        assertThat(decision)
                .isInstanceOfSatisfying(
                        WriteDecision.Conflict.class,
                        conflict -> assertThat(conflict.current().orElseThrow().patch())
                                .isEqualTo(tree("{'capacity':70}")));
        await().untilAsserted(() -> assertThat(two.capacity()).isEqualTo(70));
    }

    @Test
    void writesThatMeetAllCount() {
        PolicyNode one = node("admin-1", FILE);
        PolicyNode two = node("admin-2", FILE);
        publish(one, FILE);

        var capacity = one.admin.write(
                DEMO,
                new Precondition.None(),
                found ->
                        new Checked.Valid<>(found.withPatch(MergePatch.merge(found.patch(), tree("{'capacity':70}")))));
        WriteDecision title = two.patch("{'title':'Concert'}");

        assertThat(capacity.toCompletableFuture().join()).isInstanceOf(WriteDecision.Written.class);
        assertThat(title).isInstanceOf(WriteDecision.Written.class);
        await().untilAsserted(
                        () -> assertThat(two.admin.document(DEMO).orElseThrow().patch())
                                .isEqualTo(tree("{'capacity':70,'title':'Concert'}")));
    }

    @Test
    void ofManyWritesAtOnceNoneIsLost() {
        List<PolicyNode> admins = List.of(node("admin-1", FILE), node("admin-2", FILE), node("admin-3", FILE));
        publish(admins.get(0), FILE);

        List<String> hosts = IntStream.range(0, 45).mapToObj(i -> "h" + i).toList();
        List<WriteDecision> decisions = IntStream.range(0, 3)
                .parallel()
                .boxed()
                .flatMap(i -> hosts.subList(15 * i, 15 * i + 15).stream()
                        .map(host -> admins.get(i).write(new Precondition.None(), found -> withHost(found, host))))
                .toList();

        assertThat(decisions).hasSize(45).allMatch(WriteDecision.Written.class::isInstance);
        await().untilAsserted(() -> assertThat(admins)
                .allSatisfy(admin -> assertThat(
                                admin.policies.find(DEMO).orElseThrow().policy().hosts())
                        .containsExactlyInAnyOrderElementsOf(hosts)));
    }

    private static StreamDocument withHost(StreamDocument document, String host) {
        ObjectNode patch = document.patch().deepCopy();
        patch.withArrayProperty("hosts").add(host);
        return document.withPatch(patch);
    }

    @Test
    void whatWouldBeWrongIsRefusedWhole() {
        PolicyNode admin = node("admin", FILE);
        publish(admin, FILE);
        Revision before = admin.policies.revision();

        WriteDecision decision = admin.patch("{'lease':'2m','capacity':7}");

        assertThat(decision)
                .isInstanceOfSatisfying(
                        WriteDecision.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .extracting(Problem::field)
                                .containsExactly("firstLease"));
        assertThat(admin.capacity()).isEqualTo(100);
        assertThat(admin.policies.revision()).isEqualTo(before);
    }

    @Test
    void aNewFileGoesUnderTheLiveEdits() {
        PolicyNode admin = node("admin", FILE);
        publish(admin, FILE);
        admin.patch("{'capacity':70}");

        publish(admin, file("{'streams':{'demo':{'origin':'http://new.example','capacity':200,'title':'New'}}}"));

        assertThat(admin.capacity()).isEqualTo(70);
        assertThat(admin.policies.find(DEMO).orElseThrow().policy().title()).isEqualTo("New");
        admin.write(new Precondition.None(), found -> found.withPatch(tree("{}")));
        assertThat(admin.capacity()).isEqualTo(200);
    }

    @Test
    void theSameFileIsNoNewRevision() {
        PolicyNode admin = node("admin", FILE);
        publish(admin, FILE);
        Revision before = admin.policies.revision();

        publish(admin, FILE);

        assertThat(admin.policies.revision()).isEqualTo(before);
    }

    @Test
    void aStreamThatIsNoLongerInTheFileGoesAndOneMadeByTheApiStays() {
        PolicyNode admin = node("admin", FILE);
        publish(admin, FILE);
        StreamId made = new StreamId("made");
        admin.admin
                .write(
                        made,
                        new Precondition.Absent(),
                        blank -> new Checked.Valid<>(blank.withPatch(tree("{'origin':'http://made.example'}"))))
                .toCompletableFuture()
                .join();

        publish(admin, file("{'streams':{'second':{'origin':'http://o.example'}}}"));

        assertThat(admin.policies.all()).extracting(LivePolicy::id).containsExactly(made, new StreamId("second"));
        assertThat(admin.admin.document(DEMO)).isEmpty();
    }

    @Test
    void aStreamMadeAgainContinuesTheRevisionsOfItsTombstone() {
        PolicyNode admin = node("admin", FILE);
        publish(admin, FILE);
        admin.write(new Precondition.Exists(), StreamDocument::tombstone);
        assertThat(admin.capacity()).isEqualTo(-1);
        Revision gone = admin.policies.revision();
        assertThat(admin.policies.deleted()).containsExactly(Map.entry(DEMO, gone));

        admin.write(new Precondition.Absent(), blank -> blank.withPatch(tree("{'origin':'http://o.example'}")));

        assertThat(admin.policies.find(DEMO).orElseThrow().revision()).isGreaterThan(gone);
        assertThat(admin.policies.find(DEMO).orElseThrow().above()).isEqualTo(gone);
        assertThat(admin.policies.deleted()).isEmpty();
        assertThat(admin.admin.document(DEMO).orElseThrow().base()).isEmpty();
    }

    @Test
    void anEventEndsByItselfAndLeavesItsLimitsUntilTheQueueIsEmpty() {
        PolicyNode gateway = node("gateway", NO_FILE);
        PolicyNode admin = node("admin", FILE);
        publish(admin, FILE);
        Instant soon = Instant.now().plusSeconds(5);

        admin.write(
                new Precondition.None(),
                found -> found.withEventMode(new EventMode("event", Instant.EPOCH, Optional.of(soon))));

        await().untilAsserted(() -> assertThat(gateway.capacity()).isEqualTo(50));
        assertThat(message(gateway)).isEqualTo("Busy");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                gateway.admin.document(DEMO).orElseThrow().eventMode())
                        .isEmpty());
        assertThat(gateway.capacity()).as("the tail").isEqualTo(50);
        assertThat(message(gateway)).as("what is no limit is over").isNull();

        gateway.emptyQueue(DEMO);
        admin.emptyQueue(DEMO);
        await().untilAsserted(() -> assertThat(gateway.capacity()).isEqualTo(100));
        assertThat(gateway.admin.document(DEMO).orElseThrow().tail()).isEmpty();
    }

    @Test
    void aNodeStartsWithTheLastGoodPolicyWhileRedisIsDown() {
        PolicyNode admin = node("admin", FILE);
        publish(admin, FILE);
        admin.patch("{'capacity':70}");
        Revision last = admin.policies.revision();
        awaitKept(last);
        admin.close();
        REDIS.stop();

        PolicyNode again = node("admin", NO_FILE);

        assertThat(again.capacity()).isEqualTo(70);
        assertThat(again.policies.revision()).isEqualTo(last);
        assertThat(again.policies.hasAny()).isTrue();
        REDIS.start();
    }

    @Test
    void whatWasKeptOfAnotherRedisIsNeitherRunNorWrittenThere() {
        PolicyNode here = node("admin", FILE);
        publish(here, FILE);
        here.patch("{'capacity':70}");
        awaitKept(here.policies.revision());
        here.close();

        PolicyNode there = started(new PolicyNode("admin", OTHER.uri(), NO_FILE, folder.resolve("admin")));
        await().until(() -> !there.nodes.nodes().isEmpty());
        there.policies.refresh().toCompletableFuture().join();

        assertThat(there.policies.hasAny()).isFalse();
        PolicyNode fresh = started(new PolicyNode("fresh", OTHER.uri(), NO_FILE, folder.resolve("fresh")));
        await().until(() -> !fresh.nodes.nodes().isEmpty());
        fresh.policies.refresh().toCompletableFuture().join();
        assertThat(fresh.policies.hasAny()).isFalse();
    }

    @Test
    void aNodeThatStartsAfterItsRedisLostAllBringsThePoliciesBack() {
        PolicyNode before = node("admin", FILE);
        publish(before, FILE);
        before.patch("{'capacity':70}");
        Revision last = before.policies.revision();
        awaitKept(last);
        before.close();
        REDIS.stop();
        REDIS.start();

        node("admin", NO_FILE);

        PolicyNode fresh = node("fresh", NO_FILE);
        await().untilAsserted(() -> assertThat(fresh.policies.revision()).isEqualTo(last));
        assertThat(fresh.capacity()).isEqualTo(70);
    }

    private void awaitKept(Revision revision) {
        LastGoodPolicy disk = new LastGoodPolicy(folder.resolve("admin/policy.json"), cluster());
        await().until(() ->
                disk.read().filter(kept -> kept.revision().equals(revision)).isPresent());
    }

    private static String cluster() {
        return new StoreProperties(REDIS.uri(), Duration.ofSeconds(1), Duration.ofSeconds(2)).address();
    }

    @Test
    void aNodeWithNothingAtAllHasNothingToRun() {
        PolicyNode gateway = node("gateway", NO_FILE);
        assertThat(gateway.policies.hasAny()).isFalse();

        publish(node("admin", FILE), FILE);
        await().untilAsserted(() -> assertThat(gateway.policies.hasAny()).isTrue());
    }

    @Test
    void whatTheStoreLostIsWrittenBackWithTheLiveEdits() {
        PolicyNode gateway = node("gateway", NO_FILE);
        PolicyNode admin = node("admin", FILE);
        publish(admin, FILE);
        admin.patch("{'capacity':70}");
        Revision last = admin.policies.revision();
        await().untilAsserted(() -> assertThat(gateway.policies.revision()).isEqualTo(last));

        REDIS.stop();
        REDIS.start();

        PolicyNode fresh = node("fresh", NO_FILE);
        await().untilAsserted(() -> assertThat(fresh.policies.revision()).isEqualTo(last));
        assertThat(fresh.capacity()).isEqualTo(70);
        assertThat(gateway.capacity()).isEqualTo(70);
        await().untilAsserted(
                        () -> assertThat(admin.patch("{'capacity':71}")).isInstanceOf(WriteDecision.Written.class));
        await().untilAsserted(() -> assertThat(gateway.capacity()).isEqualTo(71));
    }

    @Test
    void afterALossNothingIsWrittenUntilWhoeverHasTheLatestHadTimeToBringIt() {
        PolicyNode admin = patient("admin", new Grace.Spans(Duration.ofMinutes(1), Duration.ZERO));
        publish(admin, FILE);
        Revision last = admin.policies.revision();
        REDIS.stop();
        REDIS.start();

        List<WriteDecision> answers = new ArrayList<>();
        await().until(() -> {
            answers.add(admin.patch("{'capacity':70}"));
            return !(answers.get(answers.size() - 1) instanceof WriteDecision.StoreLost);
        });

        WriteDecision.Restoring restoring = (WriteDecision.Restoring) answers.get(answers.size() - 1);
        assertThat(restoring.left()).isBetween(Duration.ofSeconds(40), Duration.ofMinutes(1));
        PolicyNode fresh = node("fresh", NO_FILE);
        await().untilAsserted(() -> assertThat(fresh.policies.revision()).isEqualTo(last));
        assertThat(fresh.capacity()).isEqualTo(100);
    }

    /** Whoever writes back first hides the loss from all others. */
    @Test
    void afterALossNothingIsWrittenByANodeThatDidNotSeeItEither() {
        PolicyNode gateway = node("gateway", FILE);
        publish(gateway, FILE);
        Revision last = gateway.policies.revision();
        REDIS.command("FLUSHALL");
        await().until(() -> REDIS.command("EXISTS " + new String(PolicyKeys.STATE, StandardCharsets.US_ASCII))
                .contains("1"));
        PolicyNode admin = patient("admin", new Grace.Spans(Duration.ofMinutes(1), Duration.ZERO));
        await().untilAsserted(() -> assertThat(admin.policies.revision()).isEqualTo(last));

        WriteDecision.Restoring restoring = (WriteDecision.Restoring) admin.patch("{'capacity':70}");

        assertThat(restoring.left()).isBetween(Duration.ofSeconds(40), Duration.ofMinutes(1));
        assertThat(admin.capacity()).isEqualTo(100);
        PolicyNode brief = node("brief", NO_FILE);
        await().untilAsserted(
                        () -> assertThat(brief.patch("{'capacity':72}")).isInstanceOf(WriteDecision.Written.class));
    }

    @Test
    void afterAnotherRunOfRedisNothingIsWrittenUntilWhoeverKnowsMoreHadTimeToBringIt() {
        PolicyNode admin = patient("admin", new Grace.Spans(Duration.ZERO, Duration.ofMinutes(1)));
        publish(node("first", FILE), FILE);
        await().untilAsserted(
                        () -> assertThat(admin.patch("{'capacity':70}")).isInstanceOf(WriteDecision.Written.class));
        // as if it had read a snapshot that another run wrote
        REDIS.command("HSET " + new String(PolicyKeys.STATE, StandardCharsets.US_ASCII) + " run 0123456789abcdef");

        WriteDecision.Restoring restoring = (WriteDecision.Restoring) admin.patch("{'capacity':71}");

        assertThat(restoring.left()).isBetween(Duration.ofSeconds(40), Duration.ofMinutes(1));
        assertThat(admin.capacity()).isEqualTo(70);
        PolicyNode brief = node("brief", NO_FILE);
        await().untilAsserted(
                        () -> assertThat(brief.patch("{'capacity':72}")).isInstanceOf(WriteDecision.Written.class));
    }

    @Test
    void aNodeThatKnowsOfNothingWaitsForTheOthersBeforeItFillsAnEmptyStore() {
        PolicyNode patient = patient("patient", new Grace.Spans(Duration.ZERO, Duration.ofMinutes(1)));
        assertThat(patient.publish(FILE)).isFalse();

        PolicyNode brief = patient("brief", new Grace.Spans(Duration.ZERO, Duration.ofMillis(300)));
        publish(brief, FILE);
        await().untilAsserted(() -> assertThat(patient.policies.revision()).isEqualTo(brief.policies.revision()));
    }

    @Test
    void aWriteWhileTheStoreIsLostSaysSo() {
        PolicyNode admin = node("admin", FILE);
        publish(admin, FILE);
        REDIS.stop();

        await().until(() -> admin.store.mode() == StoreMode.LOST);
        assertThat(admin.patch("{'capacity':70}"))
                .as("nothing is sent any more")
                .isEqualTo(new WriteDecision.StoreLost(false));
        assertThat(admin.capacity()).isEqualTo(100);
        REDIS.start();
    }

    private static @Nullable String message(PolicyNode node) {
        return node.policies.find(DEMO).orElseThrow().policy().message();
    }

    private static void publish(PolicyNode admin, OperatorFile file) {
        await().atMost(Duration.ofSeconds(5)).until(() -> admin.publish(file));
    }

    private PolicyNode patient(String id, Grace.Spans spans) {
        return started(new PolicyNode(id, REDIS.uri(), NO_FILE, folder.resolve(id), PolicyNode.Ears.OPEN, spans));
    }

    private PolicyNode node(String id, OperatorFile file) {
        return started(new PolicyNode(id, REDIS.uri(), file, folder.resolve(id)));
    }

    private PolicyNode started(PolicyNode node) {
        started.add(node);
        return node;
    }
}
