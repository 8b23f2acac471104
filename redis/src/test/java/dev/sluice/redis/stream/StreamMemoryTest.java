package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.StreamId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
        try (StreamMemory memory = new StreamMemory(file, "here")) {
            memory.write(Map.of());
            memory.write(known);

            assertThat(new StreamMemory(file, "here").read()).isEqualTo(known);
        }
    }

    @Test
    void whatAnotherRedisKnewSaysNothing() throws Exception {
        try (StreamMemory memory = new StreamMemory(file, "here")) {
            memory.write(known);

            assertThat(new StreamMemory(file, "there").read()).isEmpty();
        }
    }

    @Test
    void aNodeThatStopsInGoodOrderTakesItAway() throws Exception {
        StreamMemory memory = new StreamMemory(file, "here");
        memory.write(known);
        memory.close();

        assertThat(new StreamMemory(file, "here").read()).isEmpty();
        assertThat(file.getParent()).isEmptyDirectory();
    }

    @Test
    void aFileThatIsBrokenOrOfALaterLayoutIsAsGoodAsNone() throws Exception {
        try (StreamMemory memory = new StreamMemory(file, "here")) {
            memory.write(known);
            String text = Files.readString(file);
            Files.writeString(file, text.replace("327710", "many"));
            assertThat(memory.read()).isEmpty();
            Files.writeString(file, text.replace("streams 1", "streams 2"));
            assertThat(memory.read()).isEmpty();
        }
    }
}
