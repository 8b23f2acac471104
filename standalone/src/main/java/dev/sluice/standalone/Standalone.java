package dev.sluice.standalone;

/** The command line of the single process. */
public final class Standalone {

    private Standalone() {}

    public static void main(String[] args) {
        System.err.println("sluice: not there yet: " + String.join(" ", args));
        System.exit(2);
    }
}
