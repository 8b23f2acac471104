package dev.sluice.config.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Names as operators write them: {@code arrivalRate}, {@code arrival-rate} and {@code ARRIVALRATE} are one. */
public final class SettingName {

    private SettingName() {}

    /** What all spellings of a name have in common. */
    public static String uniform(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** A name as the file has it: {@code arrival-rate}. */
    public static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    /** The one of {@code known} that somebody who wrote {@code name} may have meant. */
    public static Optional<String> closest(String name, Collection<String> known) {
        String written = uniform(name);
        int far = Math.max(2, written.length() / 3);
        return known.stream()
                .filter(candidate -> distance(written, uniform(candidate)) <= far)
                .min(Comparator.comparingInt((String candidate) -> distance(written, uniform(candidate)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
