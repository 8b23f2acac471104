package dev.sluice.redis.stream;

import dev.sluice.redis.RedisServer;
import dev.sluice.redis.Seeds;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The scripts against the plain reference implementation, over random histories: the same in each build, and new ones. */
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
        Seeds.play("scripts against the plain reference", 100, 15, History.TO_REACH, 0, seed -> {
            History history = new History(seed, scripts);
            history.run(STEPS);
            return history.reached();
        });
    }
}
