package dev.sluice.redis.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.HandTicker;
import dev.sluice.redis.LogLines;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RefusalsTest {

    private static final String READONLY = "READONLY You can't write against a read only replica.";
    private static final String OOM = "OOM command not allowed when used memory > 'maxmemory'.";
    private static final String NOPERM = "NOPERM this user has no permissions to run the 'bitop' command";

    @RegisterExtension
    final LogLines log = new LogLines();

    private final HandTicker ticker = new HandTicker();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Outage outage = new Outage(ticker, timer, "redis:6379", Duration.ofMillis(50));
    private final Refusals refusals = new Refusals(ticker, outage);
    private final Script writes = new Script("reap", "", "");
    private final Script alsoWrites = new Script("admit", "", "");
    private final Script reads = new Script("view", "", "");

    @AfterEach
    void end() {
        timer.shutdownNow();
    }

    @Test
    void eachReasonIsToldOnceWithWhatHappenedWhatItMeansAndWhatToDo() {
        for (int i = 0; i < 100; i++) {
            ticker.advance(Duration.ofMillis(500));
            assertThat(refusals.refused(i % 2 == 0 ? writes : alsoWrites, READONLY))
                    .isEqualTo(Refusals.Reason.READONLY);
        }
        assertThat(refusals.refused(writes, OOM)).isEqualTo(Refusals.Reason.OOM);

        assertThat(log.problems()).hasSize(2);
        assertThat(log.problems().get(0))
                .contains("redis:6379")
                .contains(READONLY)
                .contains("newcomers wait, or enter")
                .contains("REPLICAOF NO ONE");
        assertThat(log.problems().get(1)).contains(OOM).contains("maxmemory");
    }

    @Test
    void whatOnlyReadsDoesNotTellThatWritesAreTakenAgain() {
        assertThat(refusals.tells(reads)).isTrue();
        refusals.refused(writes, READONLY);

        assertThat(refusals.tells(reads)).isFalse();
        assertThat(refusals.areRecent()).isTrue();
        assertThat(refusals.tells(writes)).isTrue();
        assertThat(refusals.tells(reads)).isTrue();
        assertThat(refusals.areRecent()).isFalse();
        refusals.refused(writes, READONLY);
        assertThat(log.problems()).hasSize(2);
    }

    @Test
    void aRefusalThatNobodyHearsOfAnyMoreIsOver() {
        refusals.refused(writes, OOM);
        ticker.advance(Duration.ofSeconds(3));

        assertThat(refusals.tells(reads)).isTrue();
        assertThat(refusals.areRecent()).isFalse();
    }

    @Test
    void aRightThatOneScriptLacksSaysNothingOfTheOthers() {
        refusals.refused(writes, NOPERM);

        assertThat(refusals.tells(alsoWrites)).isTrue();
        assertThat(log.problems()).hasSize(1);
        assertThat(log.problems().get(0)).contains("redis-users.acl");
    }
}
