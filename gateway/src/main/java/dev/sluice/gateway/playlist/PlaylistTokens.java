package dev.sluice.gateway.playlist;

import dev.sluice.gateway.edge.QueryToken;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** Puts tokens into playlists. */
public final class PlaylistTokens {

    private PlaylistTokens() {}

    /**
     * The playlist with the token in each of its links to the site.
     *
     * @param playlist its text
     * @param site scheme, host and port that were asked
     * @param token the session's token
     * @return empty when it is neither an HLS playlist nor a DASH manifest
     */
    public static Optional<String> keep(String playlist, String site, String token) {
        return rewrite(playlist, new Links(site, token), null);
    }

    /**
     * Hands a token out inside what somebody without a token asked for: a playlist that would be loaded again becomes
     * one that names it with the token; a manifest gets a {@code Location}; the others get the token in their links.
     *
     * @param url the path and query that was asked
     * @return empty when it is neither an HLS playlist nor a DASH manifest
     */
    public static Optional<String> handOut(String playlist, String site, String token, String url) {
        String again = QueryToken.addTo(url, token);
        if (isHls(playlist) && HlsPlaylist.isMedia(playlist)) {
            return Optional.of(HlsPlaylist.pointingTo(again));
        }
        return rewrite(playlist, new Links(site, token), site + again);
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
