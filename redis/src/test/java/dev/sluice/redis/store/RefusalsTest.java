package dev.sluice.redis.store;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.redis.HandTicker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class RefusalsTest {

    private static final String READONLY = "READONLY You can't write against a read only replica.";
    private static final String OOM = "OOM command not allowed when used memory > 'maxmemory'.";
    private static final String NOPERM = "NOPERM this user has no permissions to run the 'bitop' command";

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final HandTicker ticker = new HandTicker();
    private final Refusals refusals = new Refusals(ticker, "redis:6379");
    private final Script writes = new Script("reap", "", "");
    private final Script alsoWrites = new Script("admit", "", "");
    private final Script reads = new Script("view", "", "");

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void listenNoMore() {
        logger().detachAppender(log);
    }

    @Test
    void eachReasonIsToldOnceWithWhatHappenedWhatItMeansAndWhatToDo() {
        for (int i = 0; i < 100; i++) {
            ticker.advance(Duration.ofMillis(500));
            assertThat(refusals.refused(i % 2 == 0 ? writes : alsoWrites, READONLY))
                    .isEqualTo(Refusals.Reason.READONLY);
        }
        assertThat(refusals.refused(writes, OOM)).isEqualTo(Refusals.Reason.OOM);

        assertThat(errors()).hasSize(2);
        assertThat(errors().get(0))
                .contains("redis:6379")
                .contains(READONLY)
                .contains("newcomers wait")
                .contains("REPLICAOF NO ONE");
        assertThat(errors().get(1)).contains(OOM).contains("maxmemory");
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
        assertThat(errors()).hasSize(2);
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
        assertThat(errors()).hasSize(1);
        assertThat(errors().get(0)).contains("redis-users.acl");
    }

    private List<String> errors() {
        return log.list.stream()
                .filter(event -> event.getLevel() == Level.ERROR)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Refusals.class);
    }
}
