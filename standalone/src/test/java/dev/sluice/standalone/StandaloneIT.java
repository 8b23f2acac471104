package dev.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StandaloneIT {

    private static final String KEY = "    (slk_[A-Za-z0-9_-]{43})";

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path temporary;

    @Test
    void keysAndStateOutliveARestartAndAFreshStartForgetsThem() throws Exception {
        String key;
        String session;
        byte[] signingKey;
        try (SluiceProcess sluice = SluiceProcess.up(folder())) {
            key = sluice.find(KEY);
            signingKey = Files.readAllBytes(state("signing-key"));
            assertThat(streams(sluice, key)).isEqualTo(200);
            assertThat(streams(sluice, "slk_" + "x".repeat(43))).isEqualTo(401);
            assertThat(demo(sluice, key)).contains("\"capacity\":100");
            patch(sluice, key, "{\"capacity\": 7}");
            Matcher admitted = Pattern.compile("\"session\":\"([^\"]+)\"").matcher(sluice.join());
            assertThat(admitted.find()).isTrue();
            session = admitted.group(1);
            stop(sluice, "TERM", 143);
        }
        assertThat(Files.readString(state("admin-keys.json")))
                .contains("sha256:")
                .doesNotContain(key);
        assertOwnerOnly();

        try (SluiceProcess sluice = SluiceProcess.up(folder())) {
            assertThat(sluice.all()).doesNotContain("shown this once");
            assertThat(streams(sluice, key)).isEqualTo(200);
            assertThat(Files.readAllBytes(state("signing-key"))).isEqualTo(signingKey);
            await().untilAsserted(() -> assertThat(demo(sluice, key)).contains("\"patch\":{\"capacity\":7}"));
            URI playlist = gateway(sluice).resolve("/live/demo/index.m3u8?sluice=" + session);
            assertThat(get(playlist).statusCode()).isEqualTo(200);
            assertThat(sluice.join()).as("newcomers enter at once").contains("\"state\":\"admitted\"");
            stop(sluice, "TERM", 143);
        }
        try (SluiceProcess sluice = SluiceProcess.up(folder(), "--fresh")) {
            String newKey = sluice.find(KEY);
            assertThat(newKey).isNotEqualTo(key);
            assertThat(streams(sluice, key)).isEqualTo(401);
            assertThat(demo(sluice, newKey)).contains("\"capacity\":100").doesNotContain("\"capacity\":7");
            assertThat(Files.readAllBytes(state("signing-key"))).isNotEqualTo(signingKey);
            assertThat(sluice.join()).as("nobody waits for what was forgotten").contains("\"state\":\"admitted\"");
        }
    }

    @Test
    void theDemoIsOnTheAirAndKeysAreMadeAndTakenWhileItRuns() throws Exception {
        try (SluiceProcess sluice = SluiceProcess.up(folder())) {
            URI origin = URI.create(sluice.find("(http://127.0.0.1:[0-9]+/)  "));
            assertThat(get(origin.resolve("index.m3u8")).body()).startsWith("#EXTM3U");
            assertThat(get(gateway(sluice).resolve("/livez")).statusCode()).isEqualTo(200);
            assertThat(get(gateway(sluice).resolve("/.sluice/demo/status")).statusCode())
                    .isEqualTo(200);

            try (SluiceProcess create = SluiceProcess.start(folder(), "key", "create", "--role", "viewer")) {
                assertThat(create.end()).isZero();
                String key = create.find("(slk_.*)");
                await().untilAsserted(() -> assertThat(streams(sluice, key)).isEqualTo(200));
                try (SluiceProcess delete = SluiceProcess.start(folder(), "key", "delete", "viewer-1")) {
                    assertThat(delete.end()).isZero();
                }
                await().untilAsserted(() -> assertThat(streams(sluice, key)).isEqualTo(401));
            }
            try (SluiceProcess second = SluiceProcess.start(folder(), "up", "--port", "0", "--admin-port", "0")) {
                assertThat(second.end()).isEqualTo(1);
                assertThat(second.all())
                        .contains("another Sluice already uses " + folder().resolve(".sluice"))
                        .contains(gateway(sluice).toString())
                        .contains("--state-dir FOLDER");
            }
        }
    }

    @Test
    void controlCStopsEverythingInOrderAndSaysSo() throws Exception {
        Assumptions.assumeFalse(
                interruptsAreIgnored(), "whoever started the tests made them ignore SIGINT, and so would Sluice");
        try (SluiceProcess sluice = SluiceProcess.up(folder())) {
            List<ProcessHandle> processes = sluice.processes();
            assertThat(processes).as("Java, Redis and what watches it").hasSizeGreaterThanOrEqualTo(3);
            stop(sluice, "INT", 130);
            await().untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void killedWithSignal9ItLeavesNoProcessAndStartsAgain() throws Exception {
        try (SluiceProcess sluice = SluiceProcess.up(folder())) {
            List<ProcessHandle> processes = sluice.processes();
            sluice.signal("KILL");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
        }
        SluiceProcess.up(folder()).close();
    }

    @Test
    void aPortThatIsTakenIsNamedBeforeAnythingStarts() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
                SluiceProcess sluice =
                        SluiceProcess.start(folder(), "up", "--port", "0", "--admin-port", "" + taken.getLocalPort())) {
            assertThat(sluice.end()).isEqualTo(1);
            assertThat(sluice.all())
                    .contains("port " + taken.getLocalPort() + " of 127.0.0.1, for the admin API, cannot be opened")
                    .contains("./sluice up --admin-port ");
            assertThat(folder().resolve(".sluice")).doesNotExist();
        }
    }

    @Test
    void aWrongFileStopsTheStartWithWhatIsWrongInIt() throws Exception {
        Path file = Files.writeString(Files.createDirectories(folder()).resolve("my.yml"), """
                sluice:
                  trusted-proxies: [10.0.0.0/8, nope]
                  redis:
                    connect-timeout: 1ms
                  admin:
                    keys:
                      - {name: a, role: boss, hash: x}
                  streams:
                    demo:
                      capacity: many
                """);
        try (SluiceProcess sluice =
                SluiceProcess.start(folder(), "up", "--port", "0", "--admin-port", "0", "--config", file.toString())) {
            assertThat(sluice.end()).isEqualTo(1);
            String place = "), in URL [" + file.toUri().toURL() + "] - ";
            assertThat(sluice.all().lines())
                    .filteredOn(line -> line.startsWith("  "))
                    .containsExactlyInAnyOrder(
                            "  sluice.trusted-proxies[1]: 'nope' (expected: an address, or a range such as 10.0.0.0/8"
                                    + " or fd00::/8" + place + "2:33",
                            "  sluice.redis.connect-timeout: 1ms (expected: 100ms to 60000ms" + place + "4:22",
                            "  sluice.admin.keys[0].role: boss (expected: viewer or operator" + place + "7:25",
                            "  sluice.admin.keys[0]: hash of the API key a: (expected: sha256: and 64 hex digits, as"
                                    + " ./sluice key create prints it" + place + "7:16",
                            "  sluice.streams.demo.capacity: many (expected: a whole number from 0 to 16777216" + place
                                    + "10:17");
            assertThat(sluice.all()).doesNotContain("\tat ");
        }
    }

    @Test
    void aFileThatIsNoYamlIsToldInAFewLinesWithItsPlace() throws Exception {
        Path file = Files.writeString(Files.createDirectories(folder()).resolve("my.yml"), "sluice:\n\tpatience: 1s\n");
        try (SluiceProcess sluice =
                SluiceProcess.start(folder(), "up", "--port", "0", "--admin-port", "0", "--config", file.toString())) {
            assertThat(sluice.end()).isEqualTo(1);
            assertThat(sluice.all()).isEqualTo("""
                    sluice: starting
                    sluice: %s cannot be read as YAML: line 2, column 1: found character '\\t(TAB)' that cannot start any\
                     token. (Do not use \\t(TAB) for indentation)
                        \tpatience: 1s
                        ^
                    Nothing was started. Correct the file and start again.""".formatted(file));
        }
    }

    private static void stop(SluiceProcess sluice, String signal, int exitCode) throws Exception {
        sluice.signal(signal);
        assertThat(sluice.end()).isEqualTo(exitCode);
        assertThat(sluice.all()).endsWith("sluice: stopping\nsluice: stopped");
        assertThat(sluice.all()).doesNotContain("Exception").doesNotContain("\tat ");
    }

    private String demo(SluiceProcess sluice, String key) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(admin(sluice) + "/demo"))
                .header("Authorization", "Bearer " + key)
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private void patch(SluiceProcess sluice, String key, String fields) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(admin(sluice) + "/demo"))
                .method("PATCH", BodyPublishers.ofString(fields))
                .header("Authorization", "Bearer " + key)
                .header("If-Match", "*")
                .header("Content-Type", "application/merge-patch+json")
                .build();
        int status = client.send(request, BodyHandlers.discarding()).statusCode();
        // the first write of a process may miss the deadline of Redis
        for (int left = 2; left > 0 && status == 503; left--) {
            TimeUnit.SECONDS.sleep(1);
            status = client.send(request, BodyHandlers.discarding()).statusCode();
        }
        assertThat(status).isEqualTo(200);
    }

    private static URI admin(SluiceProcess sluice) {
        return URI.create(sluice.find("(http://localhost:[0-9]+/v1/streams)"));
    }

    private int streams(SluiceProcess sluice, String key) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(admin(sluice))
                .header("Authorization", "Bearer " + key)
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private static URI gateway(SluiceProcess sluice) {
        return URI.create(sluice.find("(http://localhost:[0-9]+)/listen/demo"));
    }

    private void assertOwnerOnly() throws IOException {
        try (Stream<Path> files = Files.walk(folder().resolve(".sluice"), 1)) {
            List<Path> secret = files.filter(file -> file.endsWith(".sluice")
                            || file.endsWith("signing-key")
                            || file.endsWith("admin-keys.json")
                            || file.endsWith("redis"))
                    .toList();
            assertThat(secret)
                    .hasSize(4)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .matches("rw[x-]------"));
        }
    }

    /** Signal 2 is bit 1 of what the process ignores; who starts it in the background of a script sets that. */
    private static boolean interruptsAreIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> new BigInteger(line.substring(7).strip(), 16).testBit(1));
        }
    }

    private Path folder() {
        return temporary.resolve("a folder");
    }

    private Path state(String name) {
        return folder().resolve(".sluice").resolve(name);
    }
}
