package dev.sluice.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.standalone.SluiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
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
            URI gateway = URI.create(sluice.find("(http://localhost:[0-9]+)/listen/demo"));
            assertThat(join(gateway)).contains("\"state\":\"admitted\"");
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

    private static String join(URI gateway) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(gateway.resolve("/.sluice/demo/tickets"))
                .POST(BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
