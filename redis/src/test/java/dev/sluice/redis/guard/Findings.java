package dev.sluice.redis.guard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the guards of this JVM have found and no test has failed for yet. Safe for use by several threads. */
final class Findings {

    private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

    private static final String GUARD = BlockingGuard.class.getName();

    private Findings() {}

    /** Keeps it, and prints it: a process that a test started has only its output to tell by. */
    static void add(String finding) {
        FOUND.add(finding);
        System.err.println(finding);
    }

    /** The same with where it happened, below the guard's own frames. */
    static void add(String finding, StackTraceElement[] where) {
        add(Arrays.stream(where)
                .dropWhile(frame -> frame.getClassName().startsWith(GUARD))
                .dropWhile(frame -> frame.getClassName().startsWith("reactor.blockhound."))
                .map(frame -> "\tat " + frame)
                .collect(Collectors.joining("\n", finding + "\n", "")));
    }

    static boolean none() {
        return FOUND.isEmpty();
    }

    /** Forgets those. */
    static void removeIf(Predicate<String> which) {
        FOUND.removeIf(which);
    }

    /** Returns all of them, and forgets them. */
    static List<String> take() {
        List<String> taken = new ArrayList<>();
        for (String next = FOUND.poll(); next != null; next = FOUND.poll()) {
            taken.add(next);
        }
        return taken;
    }
}
