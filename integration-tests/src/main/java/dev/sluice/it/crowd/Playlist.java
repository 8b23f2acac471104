package dev.sluice.it.crowd;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** What a player reads out of an HLS playlist. */
final class Playlist {

    private Playlist() {}

    /** Whether it lists variants rather than segments. */
    static boolean isMultivariant(String text) {
        return text.contains("#EXT-X-STREAM-INF");
    }

    /** The last URI in it, resolved against the playlist's own: the newest segment, or the last variant. */
    static Optional<URI> last(String text, URI own) {
        List<String> uris = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        return uris.isEmpty() ? Optional.empty() : Optional.of(own.resolve(uris.get(uris.size() - 1)));
    }
}
