package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.fake.FakeOrigin;
import dev.sluice.gateway.fake.FakeWorld;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no URL never gets to the decision chain, but to an answer of the same form. */
final class UnreadableUrlIT {

    @RegisterExtension
    static final FakeOrigin ORIGIN = new FakeOrigin();

    @RegisterExtension
    final FakeWorld world = new FakeWorld();

    @BeforeEach
    void stream() {
        world.policies().put("demo", "{'origin':'" + ORIGIN.uri() + "','capacity':1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/live/demo/a|b",
                "/live/demo/a{b",
                "/live/demo/a[b",
                "/live/demo/%",
                "/live/demo/a?q=a|b",
                "/live/demo/a?a=%zz",
                "/.sluice/demo/status?{"
            })
    void aUrlThatIsNoneIsA400ProblemWithAnId(String url) throws IOException {
        String answer = raw("GET", url, "");
        assertThat(answer)
                .startsWith("HTTP/1.1 400 Bad Request\r\n")
                .containsIgnoringCase("\r\nContent-Type: application/problem+json\r\n")
                .containsIgnoringCase("\r\nCache-Control: private, no-store\r\n")
                .containsPattern("(?i)\r\nX-Request-Id: [0-9a-f]{32}\r\n")
                .contains("\r\n\r\n{", "urn:sluice:problem:unreadable-url", "\"requestId\":\"");
        assertThat(ORIGIN.seen()).isEmpty();
        assertThat(world.store().calls()).isEmpty();
    }

    @Test
    void aBrowserReadsAPageAndAHeadGetsNoBody() throws IOException {
        assertThat(raw("GET", "/live/demo/a|b", "Accept: text/html\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("<!doctype html>");
        assertThat(raw("HEAD", "/live/demo/a|b", ""))
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase("X-Request-Id: ")
                .endsWith("\r\n\r\n");
    }

    @Test
    void theConnectionGoesOnAndOthersOwnBadRequestsStayTheirs() throws IOException {
        ORIGIN.on("/mine", (request, response) -> response.status(400).send());
        String next = "GET /live/demo/mine HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        String both = send("GET /live/demo/a|b HTTP/1.1\r\nHost: localhost\r\n\r\n" + next);
        assertThat(both.indexOf("unreadable-url")).isPositive().isEqualTo(both.lastIndexOf("unreadable-url"));
        assertThat(both.split("HTTP/1.1 400 Bad Request", -1)).hasSize(3);
    }

    private String raw(String method, String url, String fields) throws IOException {
        return send(method + " " + url + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + fields + "\r\n");
    }

    private String send(String requests) throws IOException {
        URI site = URI.create(world.site());
        try (Socket socket = new Socket(site.getHost(), site.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
