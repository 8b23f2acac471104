package dev.sluice.admin.policy;

import dev.sluice.config.policy.Revision;
import dev.sluice.redis.policy.Precondition;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a write says it is based on (RFC 9110, section 13.1.1). */
sealed interface IfMatch {

    /** Nothing: there is no such header. */
    record Missing() implements IfMatch {}

    /**
     * This.
     *
     * @param precondition what has to hold
     */
    record Given(Precondition precondition) implements IfMatch {}

    /** A tag that was never one of ours: it matches nothing. */
    record NeverMatches() implements IfMatch {}

    Pattern TAG = Pattern.compile("\"(\\d{1,15}\\.\\d{1,15})\"");

    static IfMatch of(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return new Missing();
        }
        if (header.strip().equals("*")) {
            return new Given(new Precondition.Exists());
        }
        Matcher tag = TAG.matcher(header.strip());
        return tag.matches() ? new Given(new Precondition.At(Revision.parse(tag.group(1)))) : new NeverMatches();
    }

    /** The tag of a revision. */
    static String tag(Revision revision) {
        return "\"" + revision + "\"";
    }
}
