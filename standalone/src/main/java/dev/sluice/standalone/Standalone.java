package dev.sluice.standalone;

import dev.sluice.standalone.key.KeyCommand;
import dev.sluice.standalone.up.UpCommand;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the single process. */
@Command(
        name = "sluice",
        description = "A gateway in front of a live stream, with everything it needs, in one process.",
        subcommands = {UpCommand.class, KeyCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class Standalone {

    private Standalone() {}

    public static void main(String[] args) {
        CommandLine line = new CommandLine(new Standalone())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(Standalone::failed);
        System.exit(line.execute(args));
    }

    /** What a file system says is for people; everything else is a mistake of ours, and told whole. */
    private static int failed(Exception failure, CommandLine line, CommandLine.ParseResult parsed) throws Exception {
        if (failure instanceof IOException) {
            line.getErr().println("sluice: " + failure);
            return 1;
        }
        throw failure;
    }
}
