package dev.sluice.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The system's ffmpeg as a player. */
final class Ffmpeg {

    private final Path binary;

    private Ffmpeg(Path binary) {
        this.binary = binary;
    }

    /**
     * What came of it.
     *
     * @param heard how much sound was decoded
     */
    record Result(int status, Duration heard, String output) {}

    static Ffmpeg onPathOrSkip() {
        Optional<Path> found = Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "ffmpeg"))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(found.isPresent(), "needs a player: no ffmpeg on PATH (Debian: apt-get install ffmpeg)");
        return new Ffmpeg(found.orElseThrow());
    }

    /** Decodes this much of a live stream. */
    Result reads(URI stream, Duration time, Path folder) {
        Path log = folder.resolve("ffmpeg.log");
        Path progress = folder.resolve("progress");
        List<String> command = List.of(
                binary.toString(),
                "-nostdin",
                "-hide_banner",
                "-loglevel",
                "warning",
                "-progress",
                progress.toString(),
                "-i",
                stream.toString(),
                "-t",
                Long.toString(time.toSeconds()),
                "-f",
                "null",
                "-");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(time.toSeconds() * 2 + 30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("ffmpeg does not end: " + Files.readString(log));
            }
            return new Result(process.exitValue(), heard(progress), Files.readString(log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Duration heard(Path progress) throws IOException {
        return Files.readAllLines(progress).stream()
                .filter(line -> line.matches("out_time_us=\\d+"))
                .map(line -> Duration.ofNanos(Long.parseLong(line.substring(12)) * 1_000))
                .reduce(Duration.ZERO, (a, b) -> b);
    }
}
