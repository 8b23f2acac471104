package dev.sluice.redis.stream;

import dev.sluice.redis.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The scripts against the plain reference implementation, over random histories. {@code -Dsluice.seed=N} replays one of them,
 * {@code -Dsluice.histories=N} goes through more.
 */
final class ReferenceIT {

    private static final int STEPS = 300;

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private static Scripts scripts;

    @BeforeAll
    static void connect() {
        scripts = new Scripts(REDIS.uri());
    }

    @AfterAll
    static void close() {
        scripts.close();
    }

    @Test
    void theScriptsDecideAsThePlainReferenceDoes() {
        Long one = Long.getLong("sluice.seed");
        long first = one == null ? 1 : one;
        long histories = one == null ? Long.getLong("sluice.histories", 100) : 1;
        System.out.printf(
                "scripts against the reference: seeds %d to %d, %d steps each%n", first, first + histories - 1, STEPS);
        for (long seed = first; seed < first + histories; seed++) {
            new History(seed, scripts).run(STEPS);
        }
    }
}
