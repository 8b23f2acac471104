package dev.sluice.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** Undoes content codings of small bodies. */
final class Decoding {

    private Decoding() {}

    /**
     * The plain bytes.
     *
     * @param codings the values of {@code Content-Encoding}
     * @param max how many plain bytes at most
     * @return empty for a coding other than gzip and deflate, for a broken body, and for a larger one
     */
    static Optional<byte[]> decode(byte[] bytes, List<String> codings, int max) {
        byte[] plain = bytes;
        List<String> applied = codings.stream()
                .flatMap(line -> List.of(line.split(",", -1)).stream())
                .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
                .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
                .toList();
        for (int i = applied.size() - 1; i >= 0; i--) {
            try (InputStream in = undoing(applied.get(i), plain)) {
                plain = in.readNBytes(max + 1);
            } catch (IOException e) {
                return Optional.empty();
            }
            if (plain.length > max) {
                return Optional.empty();
            }
        }
        return Optional.of(plain);
    }

    private static InputStream undoing(String coding, byte[] bytes) throws IOException {
        InputStream in = new ByteArrayInputStream(bytes);
        return switch (coding) {
            case "gzip", "x-gzip" -> new GZIPInputStream(in);
            case "deflate" -> new InflaterInputStream(in);
            default -> throw new IOException(coding);
        };
    }
}
