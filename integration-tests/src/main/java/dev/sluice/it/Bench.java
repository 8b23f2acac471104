package dev.sluice.it;

import dev.sluice.it.bench.BenchCommand;
import dev.sluice.it.crowd.CrowdCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of what looks at Sluice from outside: synthetic listeners and benchmarks. */
@Command(
        name = "./sluice",
        description = "Synthetic listeners and benchmarks.",
        mixinStandardHelpOptions = true,
        subcommands = {CrowdCommand.class, BenchCommand.class})
public final class Bench {

    private Bench() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }
}
