package dev.sluice.it;

/** The command line of benchmarks and simulations. */
public final class Bench {

    private Bench() {}

    public static void main(String[] args) {
        System.err.println("sluice: not there yet: " + String.join(" ", args));
        System.exit(2);
    }
}
