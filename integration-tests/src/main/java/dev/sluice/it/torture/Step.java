package dev.sluice.it.torture;

/**
 * One thing that is done, and when.
 *
 * @param atMillis when, since the schedule began
 * @param deed what
 * @param who to whom: a gateway, a script, or {@code -}
 * @param amount how much, in the deed's unit
 * @param lastsMillis until it is undone; 0 if it is not
 */
record Step(long atMillis, Deed deed, String who, long amount, long lastsMillis) {

    static Step of(long atMillis, Deed deed, long lastsMillis) {
        return new Step(atMillis, deed, "-", 0, lastsMillis);
    }

    static Step to(String who, long atMillis, Deed deed, long lastsMillis) {
        return new Step(atMillis, deed, who, 0, lastsMillis);
    }

    static Step by(long amount, long atMillis, Deed deed, long lastsMillis) {
        return new Step(atMillis, deed, "-", amount, lastsMillis);
    }

    Step later(long millis) {
        return new Step(atMillis + millis, deed, who, amount, lastsMillis);
    }

    long endMillis() {
        return atMillis + lastsMillis;
    }

    /** {@link #parse(String)} reads it. */
    @Override
    public String toString() {
        return "%d %s %s %d %d".formatted(atMillis, deed.word(), who, amount, lastsMillis);
    }

    static Step parse(String line) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length != 5) {
            throw new IllegalArgumentException(
                    "step: " + line + " (expected: milliseconds deed who amount milliseconds)");
        }
        return new Step(
                Long.parseLong(words[0]),
                Deed.of(words[1]),
                words[2],
                Long.parseLong(words[3]),
                Long.parseLong(words[4]));
    }
}
