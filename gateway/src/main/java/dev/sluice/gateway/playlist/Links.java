package dev.sluice.gateway.playlist;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells links to a site from links to others, and marks the first. Links need not be valid URIs: templates are not.
 *
 * @param site scheme, host and port that were asked
 * @param token what links to it get
 */
record Links(String site, String token) {

    /** Where a link leads. */
    enum Where {
        /** To the site itself. */
        HERE,
        /** To wherever what it is relative to is. */
        RELATIVE,
        /** Somewhere else. */
        ELSEWHERE
    }

    private static final Pattern ABSOLUTE =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(?://([^/?#]*))?.*", Pattern.DOTALL);

    Where where(String link) {
        String text = link.strip();
        if (text.startsWith("//")) {
            return same(scheme(site), authority(text.substring(2)));
        }
        Matcher matcher = ABSOLUTE.matcher(text);
        if (!matcher.matches()) {
            // a backslash is a slash to browsers: two of them would be a host
            return text.startsWith("\\") || text.startsWith("/\\") ? Where.ELSEWHERE : Where.RELATIVE;
        }
        return matcher.group(2) == null ? Where.ELSEWHERE : same(matcher.group(1), matcher.group(2));
    }

    private Where same(String scheme, String authority) {
        String small = scheme.toLowerCase(Locale.ROOT);
        boolean web = small.equals("http") || small.equals("https");
        boolean down = small.equals("http") && scheme(site).equals("https");
        boolean here = web
                && !down
                && withPort(small, authority)
                        .equals(withPort(scheme(site), authority(site.substring(site.indexOf("//") + 2))));
        return here ? Where.HERE : Where.ELSEWHERE;
    }

    private static String scheme(String url) {
        return url.substring(0, url.indexOf(':')).toLowerCase(Locale.ROOT);
    }

    private static String authority(String rest) {
        return rest.split("[/?#\\\\]", 2)[0];
    }

    private static String withPort(String scheme, String authority) {
        String small = authority.toLowerCase(Locale.ROOT);
        boolean port = small.matches(".*:\\d+");
        return port ? small : small + (scheme.equals("https") ? ":443" : ":80");
    }
}
