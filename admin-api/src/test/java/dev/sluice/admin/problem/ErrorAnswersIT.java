package dev.sluice.admin.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.admin.AdminNode;
import dev.sluice.admin.AdminNode.Answer;
import dev.sluice.redis.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ErrorAnswersIT {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private static final String DEMO = "/v1/streams/demo";

    @TempDir
    static Path folder;

    private static AdminNode admin;

    @BeforeAll
    static void start() {
        admin = new AdminNode(REDIS, folder, Map.of("sluice.streams.demo.origin", "http://o.example"));
        await().until(() -> !admin.get(DEMO).etag().startsWith("\"0."));
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    @ParameterizedTest
    @CsvSource({
        "POST,   /v1/streams,                 Accept,       */*,        405, method-not-allowed,     'GET'",
        "GET,    /v1/streams/demo/event-mode, Accept,       */*,        405, method-not-allowed,     'PUT'",
        "PUT,    /v1/streams/demo,            Content-Type, text/plain, 415, unsupported-media-type, 'application/json'",
        "PATCH,  /v1/streams/demo,            Content-Type, text/plain, 415, unsupported-media-type, 'merge-patch+json'",
        "GET,    /v1/streams/demo,            Accept,       text/html,  406, not-acceptable,         'application/json'",
        "GET,    /,                           Accept,       */*,        404, unknown-path,           '/v1/streams'",
        "GET,    /v1/strems,                  Accept,       */*,        404, unknown-path,           '/v1/strems'",
        "PUT,    /v1/streams/demo/gate,       Accept,       */*,        404, unknown-path,           '/v1/nodes'",
        "DELETE, /v1/streams/demo?force=ja,   Accept,       */*,        400, malformed,              'force'",
        "GET,    /v1/streams//demo,           Accept,       */*,        400, unreadable-url,         'slashes'",
        "GET,    /v1/streams/no,              Accept,       */*,        404, unknown-stream,         'no'",
        "PATCH,  /v1/streams/demo,            Accept,       */*,        428, no-precondition,        'If-Match'",
    })
    void everyErrorIsAProblemWithATypeAndWhatToDo(
            String method, String path, String header, String value, int status, String type, String hint) {
        boolean isWrite = method.equals("PUT") || method.equals("PATCH");
        String body = isWrite ? "{'capacity':1}" : null;
        String sent = isWrite && !header.equals("Content-Type") ? "application/json" : null;
        Answer answer = sent == null
                ? admin.send(method, path, AdminNode.OPERATOR, body, header, value)
                : admin.send(method, path, AdminNode.OPERATOR, body, header, value, "Content-Type", sent);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("type").asString()).isEqualTo("urn:sluice:problem:" + type);
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("title").asString()).isNotBlank();
        assertThat(answer.json().path("detail").asString()).contains(hint);
    }

    @Test
    void whatIsAllowedIsInTheHeaderToo() {
        assertThat(admin.send("POST", "/v1/streams", AdminNode.OPERATOR, null).header("Allow"))
                .isEqualTo("GET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/streams/a|b",
                "/v1/streams/a{b",
                "/v1/streams/a[b",
                "/v1/streams/%",
                "/v1/streams?q=a|b",
                "/v1/nodes?a=%zz"
            })
    void aUrlThatIsNoneIsAProblemTooAndOthersOnTheConnectionGoOn(String url) throws IOException {
        String next = "GET /v1/streams//demo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        String both = raw("PUT " + url + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}" + next);
        String first = both.substring(0, both.lastIndexOf("HTTP/1.1 400 "));

        assertThat(first)
                .startsWith("HTTP/1.1 400 Bad Request\r\n")
                .containsIgnoringCase("\r\nContent-Type: application/problem+json\r\n")
                .contains("\r\n\r\n{", "urn:sluice:problem:unreadable-url", "| is %7C", "\"status\":400");
        assertThat(both.substring(first.length())).contains("two slashes in a row");
    }

    @Test
    void aHeadOfAUrlThatIsNoneHasNoBody() throws IOException {
        assertThat(raw("HEAD /v1/streams/a|b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase("\r\nContent-Type: application/problem+json\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void aBodyThatNoPolicyHasIsTooLarge() {
        String body = "{'title':'" + "x".repeat(300_000) + "'}";
        Answer answer = admin.patch(DEMO, body, "If-Match", "*");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().path("type").asString()).isEqualTo("urn:sluice:problem:too-large");
    }

    /** What comes back for bytes that no client would send. */
    private static String raw(String requests) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), admin.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
