package dev.sluice.gateway.playlist;

import dev.sluice.gateway.edge.QueryToken;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes the origin's links anew for a listener: what leads to the stream's origin leads to the stream, and what leads to
 * the site gets the token. Links to other sites are neither moved nor marked. Links need not be valid URIs: templates are
 * not.
 *
 * @param site scheme, host and port that were asked
 * @param origin where the stream's paths begin at its origin
 * @param root where they begin on the site: without a last slash, or nothing
 * @param token what links to the site get; null for none
 */
public record Links(
        String site, URI origin, String root, @Nullable String token) {

    /** Where a link leads. */
    enum Where {
        /** To the site itself. */
        HERE,
        /** To wherever what it is relative to is. */
        RELATIVE,
        /** Somewhere else. */
        ELSEWHERE
    }

    /**
     * A link that was looked at.
     *
     * @param where where it leads
     * @param text the link, moved to the stream if it led to the origin
     */
    record Found(Where where, String text) {}

    private static final Pattern ABSOLUTE =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(?://([^/?#]*)(.*))?.*", Pattern.DOTALL);
    private static final Pattern PORT = Pattern.compile(":\\d+$");
    private static final Pattern UP = Pattern.compile("(\\.|%2e){2}(;.*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern STAY = Pattern.compile("(\\.|%2e)?(;.*)?", Pattern.CASE_INSENSITIVE);

    /** The same links without a token. */
    public Links withoutToken() {
        return new Links(site, origin, root, null);
    }

    /** A link of what was asked for, for the listener; the same text where nothing is to be done. */
    public String write(String link) {
        Found found = find(link);
        return found.where() == Where.ELSEWHERE ? link : mark(found.text());
    }

    /** Whether a link leads to the site, and so gets the token. */
    public boolean isHere(String link) {
        return find(link).where() != Where.ELSEWHERE;
    }

    /** A link to the site with the token, if there is one. */
    String mark(String link) {
        return token == null ? link : QueryToken.addTo(link.strip(), token);
    }

    Found find(String link) {
        String text = link.strip();
        // browsers leave tabs and line ends out: what is between them would be read differently
        if (text.chars().anyMatch(Character::isISOControl)) {
            return new Found(Where.ELSEWHERE, link);
        }
        if (text.startsWith("//")) {
            String authority = text.substring(2).split("[/?#]", 2)[0];
            String path = text.substring(2 + authority.length());
            return isOrigin(origin.getScheme(), authority)
                    ? toOrigin(path, link)
                    : toSite(scheme(site), authority, path, link);
        }
        Matcher absolute = ABSOLUTE.matcher(text);
        if (absolute.matches()) {
            String authority = absolute.group(2);
            if (authority == null) {
                return new Found(Where.ELSEWHERE, link);
            }
            return isOrigin(absolute.group(1), authority)
                    ? toOrigin(absolute.group(3), link)
                    : toSite(absolute.group(1), authority, absolute.group(3), link);
        }
        // a backslash is a slash to browsers: two of them would be a host
        if (text.startsWith("\\") || text.startsWith("/\\")) {
            return new Found(Where.ELSEWHERE, link);
        }
        return new Found(Where.RELATIVE, moved(text).orElse(link));
    }

    /** What the stream does not reach stays, for it is another site's. */
    private Found toOrigin(String path, String link) {
        String asked = path.startsWith("/") ? path : "/" + path;
        return below(asked)
                .map(moved -> new Found(Where.HERE, moved))
                .orElseGet(() -> new Found(Where.ELSEWHERE, link));
    }

    private Found toSite(String scheme, String authority, String path, String link) {
        String small = scheme.toLowerCase(Locale.ROOT);
        boolean web = small.equals("http") || small.equals("https");
        boolean down = small.equals("http") && scheme(site).equals("https");
        boolean here = web
                && !down
                && withPort(small, authority).equals(withPort(scheme(site), site.substring(site.indexOf("//") + 2)));
        return here ? new Found(Where.HERE, moved(path).orElse(link)) : new Found(Where.ELSEWHERE, link);
    }

    /** A path of the origin's on the site. One below the stream's root is the site's already, unless the base says more. */
    private Optional<String> moved(String path) {
        boolean there = !root.isEmpty() && path.startsWith(root + "/") && base().length() <= root.length();
        return there ? Optional.empty() : below(path);
    }

    /** Where the stream has a path of the origin's; empty for one that is not below the base. */
    private Optional<String> below(String path) {
        if (!path.startsWith(base()) || climbs(path.substring(base().length()))) {
            return Optional.empty();
        }
        String rest = path.substring(base().length());
        // on a host of its own, two slashes, or what a variable may make of one, would be another host
        boolean host = root.isEmpty() && (rest.startsWith("/") || rest.startsWith("{"));
        return Optional.of(root + (host ? "/./" : "/") + rest);
    }

    private static boolean climbs(String rest) {
        int depth = 0;
        for (String segment : rest.split("[?#]", 2)[0].split("[/\\\\]", -1)) {
            if (UP.matcher(segment).matches()) {
                depth--;
            } else if (!STAY.matcher(segment).matches()) {
                depth++;
            }
            if (depth < 0) {
                return true;
            }
        }
        return rest.startsWith("\\");
    }

    /** The origin's path, with a slash at its end. */
    private String base() {
        String path = origin.getRawPath() == null ? "" : origin.getRawPath();
        return path.endsWith("/") ? path : path + "/";
    }

    private boolean isOrigin(String scheme, String authority) {
        String own = origin.getPort() < 0 ? origin.getHost() : origin.getHost() + ":" + origin.getPort();
        return scheme.equalsIgnoreCase(origin.getScheme())
                && withPort(scheme, authority).equals(withPort(scheme, own));
    }

    private static String scheme(String url) {
        return url.substring(0, url.indexOf(':')).toLowerCase(Locale.ROOT);
    }

    private static String withPort(String scheme, String authority) {
        String small = authority.toLowerCase(Locale.ROOT);
        return PORT.matcher(small).find() ? small : small + (scheme.equalsIgnoreCase("https") ? ":443" : ":80");
    }
}
