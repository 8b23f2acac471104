package dev.sluice.standalone.key;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The keys in {@code admin-keys.json} of a state folder, readable for its owner only. Whoever reads the file sees it
 * whole: it is replaced by a rename. Several processes may change it at once.
 */
public final class AdminKeys {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final FileAttribute<?> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;
    private final Path file;

    public AdminKeys(Path stateDir) {
        this.folder = stateDir;
        this.file = stateDir.resolve("admin-keys.json");
    }

    /** Where they are. */
    public Path file() {
        return file;
    }

    /** Whether somebody has a key. */
    public boolean isEmpty() throws IOException {
        return list().isEmpty();
    }

    List<AdminKey> list() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return List.of(JSON.readValue(file.toFile(), Entry[].class)).stream()
                    .map(Entry::key)
                    .toList();
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException(
                    file + " is not a list of API keys: " + e.getMessage()
                            + ". Repair it, or delete it and make new keys with ./sluice key create",
                    e);
        }
    }

    /**
     * Makes a key and keeps its hash.
     *
     * @return the key itself, which is nowhere else; empty if there is one of that name already
     */
    public Optional<String> create(String name, KeyRole role) throws IOException {
        String secret = AdminKey.newSecret();
        AdminKey key = new AdminKey(name, role, AdminKey.hash(secret));
        boolean added = change(keys -> {
            if (keys.stream().anyMatch(other -> other.name().equals(name))) {
                return keys;
            }
            List<AdminKey> more = new ArrayList<>(keys);
            more.add(key);
            return more;
        });
        return added ? Optional.of(secret) : Optional.empty();
    }

    /** Deletes a key; false if there is none of that name. */
    boolean delete(String name) throws IOException {
        return change(
                keys -> keys.stream().filter(key -> !key.name().equals(name)).toList());
    }

    private boolean change(UnaryOperator<List<AdminKey>> next) throws IOException {
        Files.createDirectories(folder, FOLDER);
        Path lock = folder.resolve("admin-keys.lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            List<AdminKey> before = list();
            List<AdminKey> after = next.apply(before);
            if (after.size() == before.size()) {
                return false;
            }
            Path part = Files.createTempFile(folder, "admin-keys", ".part", FILE);
            try {
                JSON.writeValue(part.toFile(), after.stream().map(Entry::of).toList());
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
            return held.isValid();
        }
    }

    /** As the file has it. */
    private record Entry(String name, String role, String hash) {

        static Entry of(AdminKey key) {
            return new Entry(key.name(), key.role().toString(), key.hash());
        }

        AdminKey key() {
            return new AdminKey(name, KeyRole.valueOf(role.toUpperCase(Locale.ROOT)), hash);
        }
    }
}
