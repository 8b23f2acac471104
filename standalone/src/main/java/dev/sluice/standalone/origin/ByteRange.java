package dev.sluice.standalone.origin;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a {@code Range} header asks for, of a body of a known size (RFC 9110, section 14). */
sealed interface ByteRange {

    /** All of it: no header, one that is not understood, or several ranges, which a server may ignore. */
    record Whole() implements ByteRange {}

    /** From the first byte to the last one, both included. */
    record Part(int first, int last) implements ByteRange {}

    /** It begins behind the end. */
    record Nowhere() implements ByteRange {}

    /** One range. */
    Pattern SINGLE = Pattern.compile("bytes=([0-9]*)-([0-9]*)");

    static ByteRange of(@Nullable String header, int size) {
        Matcher range = SINGLE.matcher(header == null ? "" : header.strip());
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return new Whole();
        }
        if (range.group(1).isEmpty()) {
            int suffix = number(range.group(2));
            return suffix == 0 ? new Nowhere() : new Part(Math.max(0, size - suffix), size - 1);
        }
        int first = number(range.group(1));
        int last = range.group(2).isEmpty() ? Integer.MAX_VALUE : number(range.group(2));
        if (last < first) {
            return new Whole();
        }
        return first >= size ? new Nowhere() : new Part(first, Math.min(last, size - 1));
    }

    /** What has more than nine digits is behind the end of anything served here. */
    private static int number(String digits) {
        return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }
}
