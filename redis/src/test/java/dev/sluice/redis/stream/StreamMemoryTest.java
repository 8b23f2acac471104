package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.StreamId;
import dev.sluice.config.time.SystemTicker;
import dev.sluice.redis.HandTicker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StreamMemoryTest {

    private final Map<StreamId, Known> known = Map.of(
            new StreamId("demo"), new Known(Head.UNKNOWN, 5, 327_700, 327_710, 1_000_000, 900_000),
            new StreamId("other"), new Known(Head.UNKNOWN, 6, 0, 393_216, 7, 0));

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("state").resolve("streams.txt");
    }

    @Test
    void whatWasWrittenLastIsRead() throws Exception {
        try (StreamMemory memory = memory("here")) {
            memory.write(Map.of());
            memory.write(known);

            assertThat(memory("here").read()).isEqualTo(known);
        }
    }

    @Test
    void aRoundThatFailsEndsNoLaterOne() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (StreamMemory memory = memory("here")) {
            memory.keep(() -> {
                if (asked.getAndIncrement() == 0) {
                    throw new IllegalStateException("a defect");
                }
                return known;
            });
            Await.until(Duration.ofSeconds(10), () -> Files.exists(file));

            assertThat(memory("here").read()).isEqualTo(known);
        }
    }

    @Test
    void whatAnotherRedisKnewSaysNothing() throws Exception {
        try (StreamMemory memory = memory("here")) {
            memory.write(known);

            assertThat(memory("there").read()).isEmpty();
        }
    }

    @Test
    void whatIsKnownInTheEndIsWritten() {
        StreamMemory memory = memory("here");
        memory.keep(() -> known);
        memory.close();

        assertThat(memory("here").read()).isEqualTo(known);
    }

    @Test
    void whatIsOlderThanAnHourSaysNothing() throws Exception {
        try (StreamMemory memory = memory("here")) {
            memory.write(known);
        }
        Instant written = Files.getLastModifiedTime(file).toInstant();

        assertThat(memory("here", written.plus(Duration.ofHours(1))).read()).isEqualTo(known);
        assertThat(memory("here", written.plus(Duration.ofHours(1)).plusSeconds(1))
                        .read())
                .isEmpty();
    }

    @Test
    void aFileThatIsBrokenOrOfALaterLayoutIsAsGoodAsNone() throws Exception {
        try (StreamMemory memory = memory("here")) {
            memory.write(known);
            String text = Files.readString(file);
            Files.writeString(file, text.replace("327710", "many"));
            assertThat(memory.read()).isEmpty();
            Files.writeString(file, text.replace("streams 1", "streams 2"));
            assertThat(memory.read()).isEmpty();
        }
    }

    private StreamMemory memory(String cluster) {
        return new StreamMemory(file, cluster, new SystemTicker());
    }

    private StreamMemory memory(String cluster, Instant now) {
        return new StreamMemory(file, cluster, new HandTicker(now));
    }
}
