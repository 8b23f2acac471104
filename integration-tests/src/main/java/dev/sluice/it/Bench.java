package dev.sluice.it;

import dev.sluice.it.bench.BenchCommand;
import dev.sluice.it.crowd.CrowdCommand;
import dev.sluice.it.torture.TortureCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of what looks at Sluice from outside: synthetic listeners, benchmarks, torture. */
@Command(
        name = "./sluice",
        description = "Synthetic listeners, benchmarks, torture.",
        mixinStandardHelpOptions = true,
        subcommands = {CrowdCommand.class, BenchCommand.class, TortureCommand.class})
public final class Bench {

    private Bench() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }
}
