package dev.sluice.it.bench;

import picocli.CommandLine.Command;

/** {@code ./sluice bench}: the list of benchmarks. */
@Command(
        name = "bench",
        description = "Runs a benchmark.",
        mixinStandardHelpOptions = true,
        subcommands = {LedgerBench.class, FlipBench.class, JoinBench.class, StoreLossBench.class})
public final class BenchCommand {}
