package dev.sluice.it.torture;

import dev.sluice.redis.store.Script;
import dev.sluice.redis.stream.StreamScripts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Which questions to Redis get no answer: so many percent of those that call a script, known by its digest. */
final class Losses {

    private static final List<Script> SCRIPTS = List.of(
            StreamScripts.ADMIT,
            StreamScripts.CLAIM,
            StreamScripts.PRESENCE,
            StreamScripts.PROMOTE,
            StreamScripts.REAP,
            StreamScripts.RELEASE,
            StreamScripts.RENEW,
            StreamScripts.VIEW);

    private Losses() {}

    /** @param lost is told the script's name for each */
    static Predicate<byte[]> of(Step step, Consumer<String> lost) {
        String digest = SCRIPTS.stream()
                .filter(script -> script.name().equals(step.who()))
                .map(Script::digest)
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no script " + step.who() + " (expected: one of "
                        + SCRIPTS.stream().map(Script::name).toList() + ")"));
        return question -> {
            boolean hit = new String(question, StandardCharsets.ISO_8859_1).contains(digest)
                    && ThreadLocalRandom.current().nextInt(100) < step.amount();
            if (hit) {
                lost.accept(step.who());
            }
            return hit;
        };
    }
}
