package dev.sluice.standalone.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the binary is unpacked: the user's cache folder, so that it is done once for all; else the state folder. */
final class CacheFolder {

    private static final Logger log = LoggerFactory.getLogger(CacheFolder.class);

    private CacheFolder() {}

    /** The first of the candidates that can be written. */
    static Path find(Path stateDir) throws IOException {
        List<Path> candidates =
                candidates(System.getenv(), System.getProperty("os.name"), System.getProperty("user.home"), stateDir);
        for (Path folder : candidates.subList(0, candidates.size() - 1)) {
            try {
                Files.createDirectories(folder);
                if (Files.isWritable(folder)) {
                    return folder;
                }
            } catch (IOException e) {
                log.debug("{} cannot be made, as in containers without a home: the next one", folder, e);
            }
        }
        return Files.createDirectories(candidates.get(candidates.size() - 1));
    }

    /** In the order in which they are tried. */
    static List<Path> candidates(Map<String, String> env, String osName, @Nullable String home, Path stateDir) {
        List<Path> folders = new ArrayList<>();
        String xdg = env.getOrDefault("XDG_CACHE_HOME", "");
        if (xdg.startsWith("/")) {
            folders.add(Path.of(xdg, "sluice"));
        } else if (home != null && home.startsWith("/")) {
            folders.add(
                    osName.startsWith("Mac") ? Path.of(home, "Library/Caches/sluice") : Path.of(home, ".cache/sluice"));
        }
        folders.add(stateDir.resolve("cache"));
        return folders;
    }
}
