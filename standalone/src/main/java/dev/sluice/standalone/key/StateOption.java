package dev.sluice.standalone.key;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The option that says where Sluice keeps what outlives it. */
public final class StateOption {

    @Option(
            names = "--state-dir",
            paramLabel = "FOLDER",
            scope = ScopeType.INHERIT,
            description = "Where keys, Redis' data and logs are kept; by default .sluice beside the script.")
    private @Nullable Path folder;

    /** The folder, absolute. */
    public Path folder() {
        return folder == null ? Path.of(".sluice").toAbsolutePath().normalize() : fromCaller(folder);
    }

    /**
     * A path as the caller meant it. The script changes into the project's folder, and tells in {@code SLUICE_CALLER_DIR}
     * where it was called.
     */
    public static Path fromCaller(Path path) {
        String caller = System.getenv().getOrDefault("SLUICE_CALLER_DIR", "");
        return Path.of(caller).resolve(path).toAbsolutePath().normalize();
    }
}
