package dev.sluice.standalone.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import dev.sluice.config.time.SystemTicker;
import dev.sluice.config.time.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

final class DemoOriginIT {

    /** The first segment of a round. */
    private static final long SEAM = 620_000_016;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aListedSegmentIsServedWholeAndTheNextOneOnceItsTimeHasCome() throws Exception {
        Fake time = new Fake(SEAM);
        try (DemoOrigin origin = DemoOrigin.start(0, time)) {
            HttpResponse<byte[]> playlist = get(origin, "index.m3u8");
            assertThat(new String(playlist.body(), StandardCharsets.UTF_8)).contains("segment-620000015.aac");
            assertThat(header(playlist, "content-type")).isEqualTo("application/vnd.apple.mpegurl");
            assertThat(header(playlist, "cache-control")).isEqualTo("public, max-age=1");

            HttpResponse<byte[]> segment = get(origin, "segment-620000015.aac");
            assertThat(segment.statusCode()).isEqualTo(200);
            assertThat(header(segment, "content-type")).isEqualTo("audio/aac");
            assertThat(header(segment, "cache-control")).isEqualTo("public, max-age=3600, immutable");
            assertThat(segment.body()).startsWith('I', 'D', '3');

            HttpResponse<byte[]> tooEarly = get(origin, "segment-620000016.aac");
            assertThat(tooEarly.statusCode()).isEqualTo(404);
            assertThat(header(tooEarly, "cache-control")).isEqualTo("no-store");
            time.pass(Duration.ofMillis(2_880));
            assertThat(get(origin, "segment-620000016.aac").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void rangesConditionsAndHeadAreAnswered() throws Exception {
        try (DemoOrigin origin = DemoOrigin.start(0, new Fake(SEAM))) {
            String name = "segment-620000010.aac";
            HttpResponse<byte[]> whole = get(origin, name);
            String tag = header(whole, "etag");

            HttpResponse<byte[]> part = get(origin, name, "Range", "bytes=3-5");
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body()).containsExactly(4, 0, 0);
            assertThat(header(part, "content-range")).isEqualTo("bytes 3-5/" + whole.body().length);
            assertThat(get(origin, name, "Range", "bytes=3-5", "If-Range", "\"other\"")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get(origin, name, "Range", "bytes=9999999-").statusCode())
                    .isEqualTo(416);
            assertThat(get(origin, name, "If-None-Match", tag).statusCode()).isEqualTo(304);

            HttpResponse<byte[]> head = client.send(
                    HttpRequest.newBuilder(origin.uri().resolve(name))
                            .method("HEAD", BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(header(head, "content-length")).isEqualTo(Integer.toString(whole.body().length));
            assertThat(head.body()).isEmpty();
        }
    }

    @Test
    void nothingElseIsThere() throws Exception {
        try (DemoOrigin origin = DemoOrigin.start(0, new Fake(SEAM))) {
            for (String path :
                    new String[] {"", "segment-.aac", "segment-0620000010.aac", "segment-9999999999999999999.aac"}) {
                assertThat(get(origin, path).statusCode()).as(path).isEqualTo(404);
            }
            assertThat(header(get(origin, "art.svg"), "content-type")).isEqualTo("image/svg+xml");
        }
    }

    @Test
    void theLastPortIsTakenAgainOrAnotherOneIfItIsTaken() {
        DemoOrigin first = DemoOrigin.start(0, new SystemTicker());
        int port = first.port();
        try (DemoOrigin second = DemoOrigin.start(port, new SystemTicker())) {
            assertThat(second.port()).isNotEqualTo(port);
        }
        first.close();
        try (DemoOrigin third = DemoOrigin.start(port, new SystemTicker())) {
            assertThat(third.port()).isEqualTo(port);
        }
    }

    @Test
    void theEndlessBodyComesAtThePaceOfTheProgramme() throws Exception {
        Fake time = new Fake(SEAM);
        try (DemoOrigin origin = DemoOrigin.start(0, time);
                InputStream body = client.send(
                                HttpRequest.newBuilder(origin.uri().resolve("stream.aac"))
                                        .build(),
                                BodyHandlers.ofInputStream())
                        .body()) {
            AtomicLong frames = new AtomicLong();
            Thread reader = new Thread(() -> countFrames(body, frames));
            reader.setDaemon(true);
            reader.start();
            // Four seconds are 187.5 frames: 20 whole pieces of 9, and the one at whose middle it begins.
            await().untilAtomic(frames, equalTo(189L));
            time.pass(Duration.ofSeconds(10));
            await().untilAtomic(frames, greaterThan(640L));
            assertThat(frames.get()).isLessThanOrEqualTo(189L + 10 * 48_000 / 1_024 + 9);
        }
    }

    @Test
    void ffmpegPlaysAcrossTheEndOfTheTuneWithoutAComplaint() throws Exception {
        assumeFfmpeg();
        // The seam is the third of the six segments listed at first; the last ones appear while ffmpeg reads.
        try (DemoOrigin origin = DemoOrigin.start(0, new Running(SEAM + 4))) {
            assertThat(ffmpeg("-live_start_index", "0", "-i", origin.uri() + "index.m3u8", "-t", "20"))
                    .isEqualTo("out_time=00:00:20");
        }
    }

    @Test
    void ffmpegPlaysTheVariantPlaylistAndTheEndlessBody() throws Exception {
        assumeFfmpeg();
        try (DemoOrigin origin = DemoOrigin.start(0, new Running(SEAM + 1))) {
            assertThat(ffmpeg("-i", origin.uri() + "main.m3u8", "-t", "6")).isEqualTo("out_time=00:00:06");
            assertThat(ffmpeg("-i", origin.uri() + "stream.aac", "-t", "6")).isEqualTo("out_time=00:00:06");
        }
    }

    /** What ffmpeg complains of, or else how far it came. */
    private static String ffmpeg(String... input) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "warning", "-progress", "pipe:1"));
        command.addAll(List.of(input));
        command.addAll(List.of("-f", "null", "-"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        String complaints =
                said.lines().filter(line -> !line.matches("[a-z_0-9]+=.*")).reduce("", (a, b) -> a + b + "\n");
        String end = said.lines().filter(line -> line.startsWith("out_time=")).reduce("", (a, b) -> b);
        return complaints.isEmpty() ? end.replaceFirst("\\..*", "") : complaints;
    }

    private static void assumeFfmpeg() {
        try {
            new ProcessBuilder("ffmpeg", "-version").start().getInputStream().close();
        } catch (IOException e) {
            Assumptions.abort("ffmpeg is not on PATH: " + e.getMessage());
        }
    }

    private static void countFrames(InputStream body, AtomicLong frames) {
        try {
            for (byte[] header = body.readNBytes(7); header.length == 7; header = body.readNBytes(7)) {
                int size = ((header[3] & 3) << 11) | ((header[4] & 0xff) << 3) | ((header[5] & 0xff) >> 5);
                body.skipNBytes(size - 7);
                frames.incrementAndGet();
            }
        } catch (IOException e) {
            // The test is over.
            return;
        }
    }

    private HttpResponse<byte[]> get(DemoOrigin origin, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin.uri() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static Instant startOf(long sequence) {
        return Instant.ofEpochMilli(sequence * 2_880);
    }

    /** Stands still until told. */
    private static final class Fake implements Ticker {

        private final Instant start;
        private final AtomicLong nanos = new AtomicLong();

        Fake(long onAir) {
            start = startOf(onAir);
        }

        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public Instant now() {
            return start.plusNanos(nanos.get());
        }

        void pass(Duration time) {
            nanos.addAndGet(time.toNanos());
        }
    }

    /** Runs as time does, from the beginning of a segment on. */
    private static final class Running implements Ticker {

        private final Instant start;
        private final SystemTicker clock = new SystemTicker();

        Running(long onAir) {
            start = startOf(onAir);
        }

        @Override
        public long nanos() {
            return clock.nanos();
        }

        @Override
        public Instant now() {
            return start;
        }
    }
}
