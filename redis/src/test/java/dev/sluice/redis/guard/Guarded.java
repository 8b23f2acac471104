package dev.sluice.redis.guard;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.jar.JarFile;
import reactor.blockhound.BlockHound;

/** The main class of an executable jar, started with the guards. What they find is in the output. */
public final class Guarded {

    private Guarded() {}

    /** Starts the class that the jar names as its start class. */
    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        install();
        start(arguments);
    }

    /** From now on this JVM is guarded; it looks for leaks when it is told to end. */
    static void install() {
        LeakGuard.install();
        BlockHound.install();
        Runtime.getRuntime().addShutdownHook(new Thread(LeakGuard::look, "last-look-for-leaks"));
    }

    private static void start(String[] arguments) throws IOException, ReflectiveOperationException {
        try (JarFile jar = new JarFile(System.getProperty("java.class.path"))) {
            String start = jar.getManifest().getMainAttributes().getValue("Start-Class");
            Class.forName(start, true, Thread.currentThread().getContextClassLoader())
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the guarded application has failed", e.getCause());
        }
    }
}
