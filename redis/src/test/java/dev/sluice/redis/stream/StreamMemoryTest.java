package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.time.SystemTicker;
import dev.sluice.redis.HandTicker;
import dev.sluice.redis.LogLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class StreamMemoryTest {

    private static final StreamId DEMO = new StreamId("demo");
    private static final Instant BEGIN = Instant.parse("2026-06-01T20:00:00Z");

    @RegisterExtension
    final LogLines log = new LogLines();

    private final Map<StreamId, Known> known = Map.of(
            DEMO,
            new Known(Head.UNKNOWN, 5, 327_700, 327_710, 1_000_000, 900_000, 0, Revision.NONE),
            new StreamId("other"),
            new Known(Head.UNKNOWN, 6, 0, 393_216, 7, 0, 6, new Revision(3, 9)));

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
    void whatIsOlderThanAnHourSaysNothing() {
        memory("here", BEGIN).write(known);

        assertThat(memory("here", BEGIN.plus(Duration.ofHours(1))).read()).isEqualTo(known);
        assertThat(memory("here", BEGIN.plus(Duration.ofHours(1)).plusSeconds(1))
                        .read())
                .isEmpty();
    }

    @Test
    void aStreamThatIsNotHeardOfAnyMoreGrowsOldThoughOthersAreWritten() {
        memory("here", BEGIN).write(known);
        StreamMemory later = memory("here", BEGIN.plus(Duration.ofMinutes(40)));
        Map<StreamId, Known> heard = new HashMap<>(later.read());
        heard.put(DEMO, new Known(Head.UNKNOWN, 5, 327_701, 327_710, 2_000_000, 900_000, 0, Revision.NONE));
        later.write(heard);

        assertThat(memory("here", BEGIN.plus(Duration.ofMinutes(60))).read()).isEqualTo(heard);
        assertThat(memory("here", BEGIN.plus(Duration.ofMinutes(61))).read()).isEqualTo(Map.of(DEMO, heard.get(DEMO)));
    }

    @Test
    void aDiskThatTakesNothingIsOneLineAndOneWhenItDoesAgain() throws Exception {
        // a folder that nobody can write to, whoever runs this
        Files.createFile(file.getParent());
        try (StreamMemory memory = memory("here")) {
            AtomicInteger rounds = new AtomicInteger();
            memory.keep(() -> Map.of(
                    DEMO, new Known(Head.UNKNOWN, 5, 0, 327_710, rounds.incrementAndGet(), 0, 0, Revision.NONE)));
            Await.until(Duration.ofSeconds(10), () -> rounds.get() > 2);
            assertThat(log.problems())
                    .singleElement()
                    .asString()
                    .contains("cannot be written", file.toString(), "sluice.state-dir");
            assertThat(log.infos()).isEmpty();

            Files.delete(file.getParent());
            int failed = rounds.get();
            Await.until(Duration.ofSeconds(10), () -> rounds.get() > failed + 2);
            assertThat(log.problems()).hasSize(1);
            assertThat(log.infos()).singleElement().asString().contains("written", "again");
        }
    }

    @Test
    void aFileThatIsBrokenOrOfALaterLayoutIsAsGoodAsNone() throws Exception {
        try (StreamMemory memory = memory("here")) {
            memory.write(known);
            String text = Files.readString(file);
            Files.writeString(file, text.replace("327710", "many"));
            assertThat(memory.read()).isEmpty();
            Files.writeString(file, text.replace("streams 2", "streams 3"));
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
