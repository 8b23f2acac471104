package dev.sluice.gateway.pages;

import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.pages.FakeGateway.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A live stream: ffmpeg writes an endless tone as HLS, in real time. One for all tests of a run. Where there is no ffmpeg,
 * each test is reported as skipped, with the reason.
 */
final class LiveHls implements BeforeEachCallback {

    private static final ExtensionContext.Namespace SHARED = ExtensionContext.Namespace.create(LiveHls.class);

    private final AtomicReference<Encoder> encoder = new AtomicReference<>();

    private record Encoder(Process process, Path folder) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
            process.onExit().join();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        Optional<Path> ffmpeg = Stream.of(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
                .map(folder -> Path.of(folder, "ffmpeg"))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(
                ffmpeg.isPresent(), "needs a live stream: no ffmpeg on PATH (Debian: apt-get install ffmpeg)");
        encoder.set(test.getRoot()
                .getStore(SHARED)
                .computeIfAbsent("encoder", key -> start(ffmpeg.orElseThrow()), Encoder.class));
    }

    /** A file of the stream as an origin answers it: 404 where it is not there. */
    Answer file(String name) {
        Path file = Objects.requireNonNull(encoder.get()).folder().resolve(name);
        try {
            String type = name.endsWith(".m3u8") ? "application/vnd.apple.mpegurl" : "video/mp2t";
            return new Answer(200, Map.of("Content-Type", type), ByteBuffer.wrap(Files.readAllBytes(file)));
        } catch (IOException e) {
            return Answer.empty(404);
        }
    }

    private static Encoder start(Path ffmpeg) {
        try {
            Path folder = Files.createTempDirectory("live-hls");
            List<String> command = List.of(
                    ffmpeg.toString(),
                    "-loglevel",
                    "error",
                    "-nostdin",
                    "-re",
                    "-f",
                    "lavfi",
                    "-i",
                    "sine=440",
                    "-c:a",
                    "aac",
                    "-b:a",
                    "64k",
                    "-f",
                    "hls",
                    "-hls_time",
                    "1",
                    "-hls_list_size",
                    "6",
                    "-hls_flags",
                    "delete_segments+temp_file",
                    folder.resolve("index.m3u8").toString());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            await().atMost(Duration.ofSeconds(30)).until(() -> segments(folder) >= 4);
            return new Encoder(process, folder);
        } catch (IOException e) {
            throw new UncheckedIOException("ffmpeg cannot be started", e);
        }
    }

    private static long segments(Path folder) throws IOException {
        Path playlist = folder.resolve("index.m3u8");
        if (!Files.exists(playlist)) {
            return 0;
        }
        return Files.readAllLines(playlist).stream()
                .filter(line -> line.endsWith(".ts"))
                .count();
    }
}
