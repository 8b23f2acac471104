package dev.sluice.standalone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RedisBinaryIT {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(RedisBinary.class)
    void theJarHasEachBinaryWithItsChecksum(RedisBinary binary) throws Exception {
        try (InputStream in = RedisBinaryIT.class.getResourceAsStream(binary.resource())) {
            assertThat(in).as(binary.resource()).isNotNull();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
            assertThat(HexFormat.of().formatHex(digest)).isEqualTo(binary.sha256());
        }
    }

    @Test
    void itIsUnpackedOnceForItsUserOnly() throws IOException {
        Path first = RedisBinary.LINUX_AMD64.unpackInto(folder);
        FileTime written = FileTime.fromMillis(1_000);
        Files.setLastModifiedTime(first, written);

        assertThat(RedisBinary.LINUX_AMD64.unpackInto(folder)).isEqualTo(first);
        assertThat(Files.getLastModifiedTime(first)).isEqualTo(written);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first)))
                .isEqualTo("rwx------");
    }

    @Test
    void aDamagedOneIsReplacedAndNothingIsLeftBeside() throws IOException {
        Path binary = RedisBinary.LINUX_AMD64.unpackInto(folder);
        Files.writeString(binary, "damaged");

        RedisBinary.LINUX_AMD64.unpackInto(folder);

        assertThat(Files.size(binary)).isEqualTo(6_103_320);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(binary);
        }
    }
}
