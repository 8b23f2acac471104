package dev.sluice.gateway.edge;

import dev.sluice.config.policy.StreamPolicy;
import java.util.List;
import java.util.Locale;

/** What kind of object is asked for, by the endings of the stream's policy. */
public enum RequestClass {
    /** A list of what is to be played. */
    PLAYLIST,
    /** A piece of what is played. */
    SEGMENT,
    /** Anything else; a progressive body among them, which only its answer tells. */
    OTHER;

    /** The class of a path within the stream. */
    public static RequestClass of(StreamPolicy policy, String path) {
        String small = path.toLowerCase(Locale.ROOT);
        if (ends(small, policy.playlists())) {
            return PLAYLIST;
        }
        return ends(small, policy.segments()) ? SEGMENT : OTHER;
    }

    private static boolean ends(String path, List<String> endings) {
        for (String ending : endings) {
            if (path.endsWith(ending.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }
}
