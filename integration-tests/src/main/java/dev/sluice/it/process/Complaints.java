package dev.sluice.it.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a process says in its output when it was started with guards and one of them has found something. */
final class Complaints {

    /** BlockHound's words, and those of Netty's leak detector. */
    private static final List<String> WORDS = List.of("Blocking call!", "LEAK:");

    /** How many lines of a complaint are told: enough to see where it comes from. */
    private static final int TOLD = 40;

    private Complaints() {}

    /** All of them in a log, each with the lines that follow. */
    static List<String> in(Path log) {
        try {
            return in(Files.readAllLines(log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> in(List<String> lines) {
        List<String> complaints = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (WORDS.stream().anyMatch(lines.get(i)::contains)) {
                complaints.add(String.join("\n", lines.subList(i, Math.min(lines.size(), i + TOLD))));
            }
        }
        return complaints;
    }
}
