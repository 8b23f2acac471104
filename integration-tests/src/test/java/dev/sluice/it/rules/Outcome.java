package dev.sluice.it.rules;

/**
 * What became of a test.
 *
 * @param test class, {@code #} and method
 * @param message why it did not pass
 */
record Outcome(String test, Status status, String message) {

    enum Status {
        PASSED,
        /** An assertion did not hold. */
        FAILED,
        /** Anything else went wrong: it says nothing. */
        BROKEN
    }

    String line() {
        return test + "\t" + status + "\t" + message.replaceAll("\\s+", " ");
    }

    static Outcome of(String line) {
        String[] words = line.split("\t", 3);
        return new Outcome(words[0], Status.valueOf(words[1]), words[2]);
    }
}
