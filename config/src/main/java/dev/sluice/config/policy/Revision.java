package dev.sluice.config.policy;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The revision of the policies: it only grows. A new epoch begins when the store lost what it had, so that a node that
 * remembers a high number cannot ignore what is written after the loss.
 *
 * @param epoch seconds of the store's clock when the epoch began, 0 for a node's own file
 * @param number counts the writes of an epoch, from 1
 */
public record Revision(long epoch, long number) implements Comparable<Revision> {

    /** What a node runs that has only its own file. */
    public static final Revision NONE = new Revision(0, 0);

    private static final Comparator<Revision> ORDER =
            Comparator.comparingLong(Revision::epoch).thenComparingLong(Revision::number);
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,15})\\.(\\d{1,15})");

    public Revision {
        if (epoch < 0 || number < 0) {
            throw new IllegalArgumentException("revision: " + epoch + "." + number + " (expected: not negative)");
        }
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException when {@code text} is not two numbers with a dot between them
     */
    public static Revision parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("revision: '" + text + "' (expected: epoch.number)");
        }
        return new Revision(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }

    @Override
    public int compareTo(Revision other) {
        return ORDER.compare(this, other);
    }

    /** {@code epoch.number}; also the value of the admin API's ETag. */
    @Override
    public String toString() {
        return epoch + "." + number;
    }
}
