package dev.sluice.gateway.playlist;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HLS playlists (RFC 8216 and its second edition), and plain M3U lists. Every URI of a line and every attribute of a tag
 * whose name is, or ends in, {@code URI} is a link: EXT-X-MAP, KEY, SESSION-KEY, MEDIA, PART, PRELOAD-HINT,
 * RENDITION-REPORT, I-FRAME-STREAM-INF, SESSION-DATA, CONTENT-STEERING and whatever comes.
 */
final class HlsPlaylist {

    private static final Pattern LINK = Pattern.compile("([,:])((?:[A-Z0-9-]*-)?URI)=\"([^\"]*)\"");
    private static final Pattern DEFINED = Pattern.compile("NAME=\"([^\"]*)\".*VALUE=\"([^\"]*)\"");
    private static final Pattern VARIABLE = Pattern.compile("\\{\\$([A-Za-z0-9_-]+)}");

    private final Links links;
    private final Map<String, String> defined = new HashMap<>();

    private HlsPlaylist(Links links) {
        this.links = links;
    }

    /** Whether it lists segments: a media playlist, which players load again and again. */
    static boolean isMedia(String playlist) {
        return playlist.contains("#EXT-X-TARGETDURATION");
    }

    /** The playlist with its links written anew. */
    static String rewrite(String playlist, Links links) {
        return new HlsPlaylist(links).rewrite(playlist);
    }

    /** A playlist that says nothing but where another one is. */
    static String pointingTo(String url) {
        return "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=128000\n" + url + "\n";
    }

    private String rewrite(String playlist) {
        StringBuilder out = new StringBuilder(playlist.length() + playlist.length() / 2);
        int from = 0;
        while (from < playlist.length()) {
            int end = playlist.indexOf('\n', from);
            int next = end < 0 ? playlist.length() : end + 1;
            int textEnd = end < 0 ? next : end;
            if (textEnd > from && playlist.charAt(textEnd - 1) == '\r') {
                textEnd--;
            }
            out.append(line(playlist.substring(from, textEnd))).append(playlist, textEnd, next);
            from = next;
        }
        return out.toString();
    }

    private String line(String line) {
        if (line.startsWith("#EXT-X-DEFINE:")) {
            Matcher definition = DEFINED.matcher(line);
            if (definition.find()) {
                defined.put(definition.group(1), definition.group(2));
            }
            return line;
        }
        if (line.startsWith("#EXT")) {
            return LINK.matcher(line)
                    .replaceAll(found -> Matcher.quoteReplacement(
                            found.group(1) + found.group(2) + "=\"" + write(found.group(3)) + "\""));
        }
        return line.isBlank() || line.startsWith("#") || line.startsWith("\uFEFF#") ? line : write(line);
    }

    /**
     * Where a link with variables leads, its values tell; with one that is not defined here, nobody knows. One that is
     * moved is written with the values, for what a variable stands for may be moved with it.
     */
    private String write(String link) {
        Links.Found meant = links.find(filled(link, unknown -> "unknown://unknown/"));
        if (meant.where() == Links.Where.ELSEWHERE) {
            return link;
        }
        String values = filled(link, unknown -> unknown);
        String moved = links.find(values).text();
        return links.mark(moved.equals(values) ? link : moved);
    }

    private String filled(String link, UnaryOperator<String> unknown) {
        if (link.indexOf('{') < 0) {
            return link;
        }
        return VARIABLE.matcher(link).replaceAll(found -> {
            String value = defined.get(found.group(1));
            return Matcher.quoteReplacement(value == null ? unknown.apply(found.group()) : value);
        });
    }
}
