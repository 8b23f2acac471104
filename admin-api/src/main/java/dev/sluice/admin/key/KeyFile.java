package dev.sluice.admin.key;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The keys in the state folder: {@code admin-keys.json}, a list of {@code {"name":…,"role":…,"hash":…}}, readable by its
 * owner alone. It is replaced whole.
 */
public final class KeyFile {

    private static final String NAME = "admin-keys.json";

    private final Path file;

    /** The file of this state folder. */
    public KeyFile(Path stateDir) {
        this.file = stateDir.resolve(NAME);
    }

    /** Where it is. */
    public Path path() {
        return file;
    }

    /**
     * The keys; none when there is no file.
     *
     * @throws IOException when it cannot be read, or is not what it should be
     */
    public List<ApiKey> read() throws IOException {
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

    /**
     * Adds a key.
     *
     * @throws FileAlreadyExistsException when there is one of that name
     * @throws IOException when the file cannot be read or written
     */
    public void add(ApiKey key) throws IOException {
        List<ApiKey> keys = new ArrayList<>(read());
        if (keys.stream().anyMatch(other -> other.name().equals(key.name()))) {
            throw new FileAlreadyExistsException(file.toString(), null, "it has a key of the name " + key.name());
        }
        keys.add(key);
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        // temporary files are made with mode 600
        Path next = Files.createTempFile(folder, NAME, ".new");
        try {
            Files.writeString(next, json(keys));
            if (Files.getFileStore(next).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(
                        next, EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static String json(List<ApiKey> keys) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (ApiKey key : keys) {
            json.addObject()
                    .put("name", key.name())
                    .put("role", key.role().text())
                    .put("hash", key.hash());
        }
        return json.toPrettyString();
    }
}
