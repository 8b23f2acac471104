package dev.sluice.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.standalone.SluiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FreshStartIT {

    @TempDir
    private Path folder;

    @Test
    void whateverARunKeepsIsForgottenButEmptyLocks() throws Exception {
        Path state = folder.resolve(".sluice");
        try (SluiceProcess sluice = SluiceProcess.up(folder)) {
            assertThat(sluice.join()).contains("\"state\":\"admitted\"");
            await().until(() -> names(state)
                    .containsAll(List.of(
                            "policy-gateway.json", "policy-admin.json", "streams-gateway.txt", "streams-admin.txt")));
            sluice.signal("TERM");
            sluice.end();
        }

        try (StateFolder held = StateFolder.hold(state)) {
            held.forget();
        }

        assertThat(names(state))
                .as("a new file belongs into StateFolder.FORGOTTEN, or it outlives --fresh")
                .containsExactly("admin-keys.lock", "lock");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
