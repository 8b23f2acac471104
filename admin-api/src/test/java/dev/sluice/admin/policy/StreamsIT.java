package dev.sluice.admin.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.admin.AdminNode;
import dev.sluice.admin.AdminNode.Answer;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.RedisServer;
import dev.sluice.redis.policy.NodeRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(OutputCaptureExtension.class)
final class StreamsIT {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private static final String DEMO = "/v1/streams/demo";

    @TempDir
    static Path folder;

    private static AdminNode admin;

    @BeforeAll
    static void start() {
        admin = new AdminNode(
                REDIS,
                folder,
                Map.of(
                        "sluice.streams.demo.origin", "http://o.example",
                        "sluice.streams.demo.capacity", "100",
                        "sluice.overlays.event.capacity", "50",
                        "sluice.overlays.event.message", "Busy"));
        await().until(() -> !admin.get(DEMO).etag().startsWith("\"0."));
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    /** As the file has it. */
    @BeforeEach
    void reset() {
        admin.put(DEMO + "/event-mode", "{'state':'off','release':'now'}");
        admin.delete(DEMO + "/patch", "If-Match", "*");
    }

    @Test
    void aStreamShowsBasePatchOverlaysAndEffect() {
        Answer answer = admin.get(DEMO);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.etag()).matches("\"\\d+\\.\\d+\"");
        assertThat(answer.json().path("inFile").asBoolean()).isTrue();
        assertThat(answer.json().path("base")).isEqualTo(tree("{'origin':'http://o.example','capacity':100}"));
        assertThat(answer.json().path("patch")).isEqualTo(tree("{}"));
        assertThat(answer.json().path("overlays")).isEqualTo(tree("[]"));
        assertThat(answer.json().path("effective").path("lease").asString()).isEqualTo("45s");
        assertThat(admin.get("/v1/streams")
                        .json()
                        .path("streams")
                        .path(0)
                        .path("id")
                        .asString())
                .isEqualTo("demo");
    }

    @Test
    void aPatchIsMergedAndNullGoesBackToTheFile(CapturedOutput output) {
        Answer first = admin.patch(DEMO, "{'capacity':200,'arrival-rate':'5/s'}", "If-Match", etag());
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().path("patch")).isEqualTo(tree("{'capacity':200,'arrivalRate':'5/s'}"));
        assertThat(first.json().path("effective").path("capacity").asInt()).isEqualTo(200);

        Answer second = admin.patch(DEMO, "{'capacity':null}", "If-Match", first.etag());
        assertThat(second.json().path("patch")).isEqualTo(tree("{'arrivalRate':'5/s'}"));
        assertThat(second.json().path("effective").path("capacity").asInt()).isEqualTo(100);

        Answer third = admin.patch(DEMO, "{'arrivalRate':'none'}", "If-Match", second.etag());
        assertThat(third.json().path("effective").path("arrivalRate").asString())
                .isEqualTo("none");

        Answer last = admin.delete(DEMO + "/patch", "If-Match", third.etag());
        assertThat(last.status()).isEqualTo(200);
        assertThat(last.json().path("patch")).isEqualTo(tree("{}"));
        assertThat(output.getOut())
                .contains("key=alice action=patch stream=demo revision="
                        + first.json().path("revision").asString()
                        + " before={\"arrivalRate\":\"none\",\"capacity\":100,\"patch.arrivalRate\":null,"
                        + "\"patch.capacity\":null} after={\"arrivalRate\":\"5/s\",\"capacity\":200,"
                        + "\"patch.arrivalRate\":\"5/s\",\"patch.capacity\":200}");
    }

    @Test
    void aHostOfAnotherStreamIsRefusedWithItsName() {
        admin.put("/v1/streams/twin", "{'origin':'http://o.example','hosts':['h.example']}");

        Answer taken = admin.patch(DEMO, "{'hosts':['h.example','own.example']}", "If-Match", etag());
        Answer free = admin.patch(DEMO, "{'hosts':['own.example']}", "If-Match", etag());

        assertThat(taken.status()).isEqualTo(422);
        assertThat(taken.json().path("errors").toString()).contains("h.example", "stream twin has it");
        assertThat(free.status()).isEqualTo(200);
        admin.delete("/v1/streams/twin", "If-Match", "*");
    }

    @Test
    void anAddressOfAnotherStreamIsNamedBesideTheOtherErrors() {
        admin.put("/v1/streams/twin", "{'origin':'http://o.example','hosts':['h.example'],'prefixes':['/p/']}");

        Answer byItself = admin.patch(DEMO, "{'capacity':-1,'hosts':['h.example']}", "If-Match", etag());
        Answer together = admin.patch(DEMO, "{'lease':'200s','prefixes':['/p/']}", "If-Match", etag());
        Answer made = admin.put("/v1/streams/new", "{'hosts':['h.example'],'prefixes':['/p/']}");

        assertThat(fields(byItself)).containsExactly("capacity", "hosts");
        assertThat(fields(together)).containsExactly("firstLease", "prefixes");
        assertThat(fields(made)).containsExactly("origin", "hosts", "prefixes");
        assertThat(made.json().path("errors").toString())
                .contains("'h.example'", "'/p/'")
                .contains("one that no other stream has; stream twin has it");
        admin.delete("/v1/streams/twin", "If-Match", "*");
    }

    @Test
    void aPrefixWithDotSegmentsIsRefused() {
        Answer answer = admin.patch(DEMO, "{'prefixes':['/a/../b/']}", "If-Match", etag());

        assertThat(answer.status()).isEqualTo(422);
        assertThat(fields(answer)).containsExactly("prefixes");
        assertThat(answer.json().path("errors").toString())
                .contains("/a/../b/", "no segment empty, of dots alone (. and ..) or percent-encoded");
    }

    @Test
    void everyWrongFieldIsNamedAndNothingIsChanged() {
        String before = etag();

        Answer answer =
                admin.patch(DEMO, "{'capacity':-1,'lease':'soon','capacty':7,'title':'New'}", "If-Match", before);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("errors")).hasSize(3);
        assertThat(answer.json().path("errors").toString())
                .contains("\"field\":\"capacity\"", "0 to 16777216", "\"field\":\"lease\"", "did you mean capacity?");
        assertThat(etag()).isEqualTo(before);
        assertThat(admin.get(DEMO).json().path("effective").path("title").asString())
                .isEqualTo("Live stream");
    }

    @Test
    void whatOnlyTogetherIsWrongIsRefusedToo() {
        Answer answer = admin.patch(DEMO, "{'lease':'2m'}", "If-Match", "*");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("errors").path(0).path("field").asString())
                .isEqualTo("firstLease");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PATCH  | /v1/streams/demo            | {'capacity':1}  | application/json | ``            | 428",
                "PATCH  | /v1/streams/demo            | {'capacity':1}  | application/json | \"1.1\"       | 412",
                "PATCH  | /v1/streams/demo            | {'capacity':1}  | application/json | W/\"x\"       | 412",
                "PATCH  | /v1/streams/nope            | {'capacity':1}  | application/json | *             | 404",
                "PATCH  | /v1/streams/nope            | {'capacity':1}  | application/json | ``            | 404",
                "PATCH  | /v1/streams/demo            | {'capacity':    | application/json | *             | 400",
                "PATCH  | /v1/streams/demo            | [1]             | application/json | *             | 400",
                "PATCH  | /v1/streams/demo            | {'capacity':1,'capacity':2} | application/json | * | 400",
                "PATCH  | /v1/streams/demo            | capacity=1      | text/plain       | *             | 415",
                "PUT    | /v1/streams/demo            | {'capacity':1}  | application/json | ``            | 428",
                "PUT    | /v1/streams/Not_An_Id       | {}              | application/json | ``            | 422",
                "PUT    | /v1/streams/new             | {'capacity':1}  | application/json | ``            | 422",
                "PUT    | /v1/streams/demo/state      | {'state':'off'} | application/json | *             | 422",
                "PUT    | /v1/streams/demo/state      | {'state':'ended'} | application/json | ``          | 428",
                "PUT    | /v1/streams/demo/event-mode | {'state':'maybe'} | application/json | ``          | 422",
                "PUT    | /v1/streams/nope/event-mode | {'state':'on'}  | application/json | ``            | 404",
                "POST   | /v1/streams/demo            | {}              | application/json | *             | 405",
                "DELETE | /v1/streams/demo            | {}              | application/json | *             | 409",
                "DELETE | /v1/streams/nope            | {}              | application/json | *             | 404",
                "DELETE | /v1/streams/demo/patch      | {}              | application/json | ``            | 428",
                "GET    | /v1/streams/nope            | ``              | application/json | ``            | 404",
                "GET    | /v1/streams/nope/status     | ``              | application/json | ``            | 404",
                "GET    | /v1/nothing                 | ``              | application/json | ``            | 404",
            })
    void whatCannotBeDoneIsAProblemDocument(
            String method, String path, String body, String type, String ifMatch, int status) {
        String[] headers = ifMatch.isEmpty()
                ? new String[] {"Content-Type", type}
                : new String[] {"Content-Type", type, "If-Match", ifMatch};
        Answer answer = admin.send(method, path, AdminNode.OPERATOR, body.isEmpty() ? null : body, headers);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("detail").asString()).isNotBlank();
    }

    @Test
    void aStreamIsMadeReplacedAndTakenAway() {
        Answer made = admin.put("/v1/streams/stage-2", "{'origin':'http://two.example','capacity':5}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().path("base").isNull()).isTrue();

        Answer replaced = admin.put("/v1/streams/stage-2", "{'origin':'http://new.example'}", "If-Match", made.etag());
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.json().path("effective").path("capacity").asInt()).isEqualTo(1000);

        assertThat(admin.delete("/v1/streams/stage-2", "If-Match", made.etag()).status())
                .isEqualTo(412);
        assertThat(admin.delete("/v1/streams/stage-2", "If-Match", replaced.etag())
                        .status())
                .isEqualTo(204);
        assertThat(admin.get("/v1/streams/stage-2").status()).isEqualTo(404);
    }

    @Test
    void aStreamWithSomebodyInItIsTakenAwayByForceOnly() {
        admin.put("/v1/streams/stage-3", "{'origin':'http://two.example'}");
        StreamId id = new StreamId("stage-3");
        NodeRegistry nodes = admin.bean(NodeRegistry.class);
        nodes.touch(id);
        await().until(() -> nodes.occupied().contains(id));

        assertThat(admin.delete("/v1/streams/stage-3", "If-Match", "*").status())
                .isEqualTo(409);
        assertThat(admin.delete("/v1/streams/stage-3?force=true", "If-Match", "*")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void aStreamIsEndedAndLiveAgain() {
        Answer ended = admin.put(DEMO + "/state", "{'state':'ended'}", "If-Match", etag());
        assertThat(ended.json().path("effective").path("state").asString()).isEqualTo("ended");
        Answer live = admin.put(DEMO + "/state", "{'state':'live'}", "If-Match", "*");
        assertThat(live.json().path("effective").path("state").asString()).isEqualTo("live");
    }

    private static List<String> fields(Answer answer) {
        return answer.json()
                .path("errors")
                .valueStream()
                .map(error -> error.path("field").asString())
                .toList();
    }

    private static String etag() {
        return admin.get(DEMO).etag();
    }

    private static JsonNode tree(String json) {
        return JsonMapper.shared().readTree(json.replace('\'', '"'));
    }
}
