package dev.sluice.admin.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The keys in the state folder: {@code admin-keys.json}, a list of {@code {"name":…,"role":…,"hash":…}}, readable by its
 * owner alone. {@code ./sluice key} writes it, by replacing it whole.
 */
final class KeyFile {

    private static final String NAME = "admin-keys.json";

    private final Path file;

    /** The file of this state folder. */
    KeyFile(Path stateDir) {
        this.file = stateDir.resolve(NAME);
    }

    /**
     * The keys; none when there is no file.
     *
     * @throws IOException when it cannot be read, or is not what it should be
     */
    List<ApiKey> read() throws IOException {
        try {
            List<ApiKey> keys = new ArrayList<>();
            for (JsonNode key : JsonMapper.shared().readTree(Files.readString(file))) {
                keys.add(new ApiKey(
                        key.path("name").asString(""),
                        Role.of(key.path("role").asString("")),
                        key.path("hash").asString("")));
            }
            return List.copyOf(keys);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }
}
