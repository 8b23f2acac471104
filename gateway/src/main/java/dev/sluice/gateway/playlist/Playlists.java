package dev.sluice.gateway.playlist;

import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** Writes the links of playlists anew. */
public final class Playlists {

    private Playlists() {}

    /**
     * The playlist with its links written anew; the very same text where there is nothing to write.
     *
     * @param playlist its text
     * @param links how links are written
     * @return empty when it is neither an HLS playlist nor a DASH manifest
     */
    public static Optional<String> write(String playlist, Links links) {
        return rewrite(playlist, links, null);
    }

    /**
     * Hands a token out inside what somebody without a token asked for: a playlist that would be loaded again becomes
     * one that names it with the token; a manifest gets a {@code Location}; the others get the token in their links.
     *
     * @param links how links are written, with a token
     * @param url the path and query that was asked
     * @return empty when it is neither an HLS playlist nor a DASH manifest
     */
    public static Optional<String> handOut(String playlist, Links links, String url) {
        String again = links.mark(url);
        if (isHls(playlist) && HlsPlaylist.isMedia(playlist)) {
            return Optional.of(HlsPlaylist.pointingTo(again));
        }
        return rewrite(playlist, links, links.site() + again);
    }

    private static Optional<String> rewrite(String playlist, Links links, @Nullable String location) {
        if (isHls(playlist)) {
            return Optional.of(HlsPlaylist.rewrite(playlist, links));
        }
        if (!playlist.contains("<MPD") && !playlist.contains(":MPD")) {
            return Optional.empty();
        }
        try {
            return Optional.of(DashManifest.rewrite(playlist, links, location));
        } catch (XMLStreamException e) {
            return Optional.empty();
        }
    }

    private static boolean isHls(String playlist) {
        return playlist.startsWith("#EXTM3U") || playlist.startsWith("\uFEFF#EXTM3U");
    }
}
