package dev.sluice.gateway.playlist;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Links in header fields that hold more than a link: {@code Link} (RFC 8288) and {@code Refresh} (HTML's declarative refresh). */
public final class HeaderLinks {

    /** A quoted parameter, in which brackets mean nothing, or a target. */
    private static final Pattern TARGETS = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"|<([^<>]*+)>");

    /** Seconds, then perhaps {@code url=}, then the URL: to the other quote if it begins with one, else to the end. */
    private static final Pattern REFRESH = Pattern.compile(
            "\\s*+[0-9.]*+(?:\\s*+[;,]|\\s)\\s*+(?:url\\s*+=\\s*+)?+(?:'([^']++)|\"([^\"]++)|([^'\"].*+))",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private HeaderLinks() {}

    /** A {@code Link} field with all its targets written for the listener. */
    public static String link(String field, Links links) {
        return TARGETS.matcher(field)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1) == null ? found.group() : "<" + links.write(found.group(1)) + ">"));
    }

    /** A {@code Refresh} field with its URL, if it has one, written for the listener. */
    public static String refresh(String field, Links links) {
        Matcher matcher = REFRESH.matcher(field);
        if (!matcher.lookingAt()) {
            return field;
        }
        MatchResult found = matcher.toMatchResult();
        int group = found.group(1) != null ? 1 : found.group(2) != null ? 2 : 3;
        return field.substring(0, found.start(group))
                + links.write(found.group(group))
                + field.substring(found.end(group));
    }
}
