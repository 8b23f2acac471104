package dev.sluice.standalone.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/**
 * The builds of Redis 7.0.15 that come with {@code org.signal:embedded-redis}, each with the SHA-256 that it must have:
 * in the jar, and each time before it is run.
 */
enum RedisBinary {
    LINUX_AMD64("linux-amd64", "c0cdeef856b3410fd99d6ec6fc6a20302e69059b00ce5d6abab7b3e5069ea91e"),
    LINUX_ARM64("linux-arm64", "d5c7ff117caf45d7dc2f59c1f956e1830438779947d66aa5647c2cdcc16eca50"),
    MACOS_AMD64("darwin-amd64", "e22a3d9147802bba0724efb2e446c49e1e514e76ff8031bb6d44b8628400d8f3"),
    MACOS_ARM64("darwin-arm64", "07838a2eb6f5961c89d8e6f1f83482de355dfc6bb04e05bfb00ae1f137dee129");

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final String file;
    private final String sha256;

    RedisBinary(String platform, String sha256) {
        this.file = "redis-server-7.0.15-" + platform;
        this.sha256 = sha256;
    }

    /**
     * The one for this system, by Java's names for it.
     *
     * @throws RedisFailedException if there is none
     */
    static RedisBinary of(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        boolean arm = switch (osArch.toLowerCase(Locale.ROOT)) {
            case "aarch64", "arm64" -> true;
            case "amd64", "x86_64" -> false;
            default -> throw none(osName, osArch);
        };
        if (os.equals("linux")) {
            return arm ? LINUX_ARM64 : LINUX_AMD64;
        }
        if (os.startsWith("mac") || os.equals("darwin")) {
            return arm ? MACOS_ARM64 : MACOS_AMD64;
        }
        throw none(osName, osArch);
    }

    private static RedisFailedException none(String osName, String osArch) {
        return new RedisFailedException("there is no embedded Redis for " + osName + " on " + osArch
                + " (there is one for Linux and macOS, each on amd64 and arm64). Run a Redis 7 of your own, and"
                + " gateway and admin API as processes of their own: README.md, \"Several gateways\"");
    }

    /** The resource on the class path. */
    String resource() {
        return "/" + file;
    }

    String sha256() {
        return sha256;
    }

    /**
     * Unpacks it unless it lies in the folder already. Several processes may do so at once: the file appears whole, by
     * a rename. Reads 6 MB.
     *
     * @throws RedisFailedException if the binary is missing from the class path or is not the expected one
     */
    Path unpackInto(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path unpacked = folder.resolve(file + "-" + sha256.substring(0, 12));
        if (Files.isExecutable(unpacked) && sha256.equals(digest(unpacked))) {
            return unpacked;
        }
        Path part = Files.createTempFile(folder, file, ".part", OWNER_ONLY);
        try {
            try (InputStream packed = RedisBinary.class.getResourceAsStream(resource())) {
                if (packed == null) {
                    throw new RedisFailedException("the class path lacks " + resource()
                            + ", which is in org.signal:embedded-redis: this build is not complete");
                }
                Files.copy(packed, part, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwx------"));
            String found = digest(part);
            if (!sha256.equals(found)) {
                throw new RedisFailedException(file + " has the SHA-256 " + found + " (expected: " + sha256
                        + "); it is not run. The jar, or the disk, is damaged");
            }
            return Files.move(part, unpacked, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
