package dev.sluice.it.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs tests, some of them with code that lacks a rule, and writes down what became of each. A JVM of its own. */
final class Trial implements TestExecutionListener {

    /** Without the guards that watch every test: only the test's own assertions count here. */
    private static final LauncherConfig BARE = LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .build();

    /** Most tests wait for leases to run out, rather than compute. */
    private static final int AT_ONCE = 4;

    private final List<String> lines = new ArrayList<>();

    private Trial() {}

    /** Tries each folder, as {@link Trials} makes them. */
    public static void main(String[] folders) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        for (String folder : folders) {
            pool.execute(() -> run(Path.of(folder)));
        }
        pool.shutdown();
        pool.awaitTermination(1, TimeUnit.HOURS);
        // threads that a test left behind keep nobody waiting
        System.exit(0);
    }

    private static void run(Path folder) {
        try {
            Thread.currentThread().setContextClassLoader(new Fresh(Trials.patched(folder)));
            Trial trial = new Trial();
            LauncherFactory.create(BARE).execute(request(Files.readAllLines(Trials.tests(folder))), trial);
            Files.write(Trials.outcomes(folder), trial.lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LauncherDiscoveryRequest request(List<String> tests) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(tests.stream().map(DiscoverySelectors::selectMethod).toList())
                .filters(EngineFilter.includeEngines("junit-jupiter"))
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false")
                .build();
    }

    @Override
    public void executionFinished(TestIdentifier what, TestExecutionResult result) {
        if (what.isTest() || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
            lines.add(new Outcome(name(what), status(result), message(result)).line());
        }
    }

    private static String name(TestIdentifier what) {
        return what.getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .map(source -> source.getClassName() + "#" + source.getMethodName())
                .orElse(what.getDisplayName());
    }

    private static Outcome.Status status(TestExecutionResult result) {
        return switch (result.getStatus()) {
            case SUCCESSFUL -> Outcome.Status.PASSED;
            case ABORTED -> Outcome.Status.BROKEN;
            case FAILED ->
                result.getThrowable().filter(AssertionError.class::isInstance).isPresent()
                        ? Outcome.Status.FAILED
                        : Outcome.Status.BROKEN;
        };
    }

    private static String message(TestExecutionResult result) {
        return result.getThrowable().map(String::valueOf).orElse("");
    }
}
