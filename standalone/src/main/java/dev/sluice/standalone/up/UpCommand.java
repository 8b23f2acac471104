package dev.sluice.standalone.up;

import dev.sluice.config.time.SystemTicker;
import dev.sluice.standalone.key.StateOption;
import dev.sluice.standalone.redis.RedisFailedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice up}. */
@Command(
        name = "up",
        description = "Run gateway, admin API, Redis and a demo origin until Ctrl-C.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields in
public final class UpCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--port", description = "The gateway's port; 0 takes any free one.", defaultValue = "8080")
    private int port;

    @Option(names = "--admin-port", description = "The admin API's port; 0 takes any free one.", defaultValue = "8081")
    private int adminPort;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description =
                    "The address both are opened on; 0.0.0.0 lets other machines in. The rest stays on 127.0.0.1.",
            defaultValue = "127.0.0.1")
    private String bind;

    @Option(names = "--config", paramLabel = "FILE", description = "The operator's file, instead of config/sluice.yml.")
    private @Nullable Path config;

    @Option(names = "--fresh", description = "Forget everything that earlier runs kept: keys, edits, slots, queues.")
    private boolean fresh;

    @Mixin
    private StateOption state;

    @Override
    public Integer call() {
        try {
            Ports ports = new Ports(address(), port, adminPort);
            Path file = config == null ? Path.of("config/sluice.yml").toAbsolutePath() : existing(config);
            Sluice.run(
                    new UpOptions(ports, file, state.folder(), fresh),
                    spec.commandLine().getOut(),
                    new SystemTicker());
            return 0;
        } catch (UpFailedException | RedisFailedException e) {
            return fail(e.getMessage());
        } catch (IOException e) {
            return fail(e + "");
        }
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new UpFailedException(
                    "--bind: '" + bind + "' (expected: an address of this machine, such as 0.0.0.0)", e);
        }
    }

    private static Path existing(Path config) {
        Path file = StateOption.fromCaller(config);
        if (!Files.isReadable(file)) {
            throw new UpFailedException("--config: " + file + " cannot be read");
        }
        return file;
    }

    private int fail(@Nullable String why) {
        spec.commandLine().getErr().println("sluice: " + why);
        return 1;
    }
}
