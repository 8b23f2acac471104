package dev.sluice.it.process;

import dev.sluice.redis.guard.Guarded;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import reactor.blockhound.BlockHound;

/**
 * How tests start gateways and admin APIs: with BlockHound, and with Netty's leak detector looking at every buffer.
 * Benchmarks don't, or they would measure the guards.
 */
public final class GuardedJvm {

    /** Like {@link Node#SMALL}. */
    public static final Jvm SMALL = guarding(Node.SMALL, Guarded.class);

    private GuardedJvm() {}

    static Jvm guarding(Jvm jvm, Class<?> main) {
        return jvm.wrapped(
                new Jvm.Wrapper(main.getName(), List.of(home(main), home(Guarded.class), home(BlockHound.class))),
                "-Dio.netty.leakDetection.level=paranoid",
                // BlockHound adds methods to classes of the JDK.
                "-XX:+AllowRedefinitionToAddDeleteMethods",
                // It becomes an agent of its own JVM; without this flag it would start another one to be let in.
                "-Djdk.attach.allowAttachSelf=true");
    }

    private static Path home(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
