package dev.sluice.redis.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.HandTicker;
import dev.sluice.redis.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class OutageTest {

    private static final String WRONG = "WRONGPASS invalid username-password pair or user is disabled.";
    private static final String REFUSED = "Connection refused";

    @RegisterExtension
    final LogLines log = new LogLines();

    private final HandTicker ticker = new HandTicker();
    private final HandTimer timer = new HandTimer(ticker);
    private final Outage outage = new Outage(ticker, timer, "redis:6379", Duration.ofMillis(50));

    OutageTest() {
        outage.explain(() -> "Newcomers wait.");
    }

    @AfterEach
    void end() {
        timer.shutdownNow();
    }

    @Test
    void aCauseIsToldOnceWithWhatHappenedWhatItMeansAndWhatToDo() {
        for (int i = 0; i < 1_000; i++) {
            fail(ConnectTrouble.WRONGPASS, WRONG);
        }

        assertThat(log.problems()).hasSize(1);
        assertThat(log.problems().get(0))
                .contains("redis:6379")
                .contains("does not take the user or the password")
                .contains(WRONG)
                .contains("Newcomers wait.")
                .contains("sluice.redis.password");
        assertThat(outage.failure())
                .hasValueSatisfying(words -> assertThat(words).contains(WRONG));
    }

    @Test
    void aLossWhoseCauseIsKnownAMomentLaterIsOneLineWithItAndItsEndIsOneLine() {
        outage.lost(false);
        assertThat(log.problems()).isEmpty();
        fail(ConnectTrouble.REFUSED, REFUSED);
        pass(Duration.ofMinutes(2));
        fail(ConnectTrouble.REFUSED, REFUSED);
        assertThat(log.problems())
                .singleElement()
                .asString()
                .contains("nobody listens there", "Newcomers wait.", "Start Redis");

        outage.connected();
        assertThat(log.infos()).as("no call was answered yet").isEmpty();
        outage.up(false);
        assertThat(log.infos()).singleElement().asString().contains("answers again");
        assertThat(log.problems()).hasSize(1);
    }

    @Test
    void connectionsThatComeAndGoDuringALossAreNoNews() {
        fail(ConnectTrouble.REFUSED, REFUSED);
        outage.lost(false);
        for (int i = 0; i < 150; i++) {
            outage.connected();
            fail(ConnectTrouble.REFUSED, REFUSED);
        }
        outage.connected();
        outage.up(false);

        assertThat(log.problems()).hasSize(1);
        assertThat(log.infos()).singleElement().asString().contains("answers again");
    }

    @Test
    void silenceIsToldBeforeALossCanBeOver() {
        outage.lost(false);
        pass(Duration.ofMillis(300));
        assertThat(log.problems()).isEmpty();
        pass(Duration.ofMillis(199));

        assertThat(log.problems())
                .singleElement()
                .asString()
                .contains("does not answer within 50 ms", "Newcomers wait.", "Check the Redis server");
        outage.up(false);
        assertThat(log.infos()).singleElement().asString().contains("answers again");
        pass(Duration.ofMinutes(2));
        assertThat(log.problems()).hasSize(1);
    }

    @Test
    void whatElseIsWrongDuringALossIsToldOnceAndNotWhatItMeansAgain() {
        for (int i = 0; i < 100; i++) {
            fail(ConnectTrouble.REFUSED, REFUSED);
            fail(ConnectTrouble.SILENT, "timed out");
        }

        assertThat(log.problems()).hasSize(2);
        assertThat(log.problems().get(1))
                .contains("still lost", "does not answer a new connection", "Look whether")
                .doesNotContain("Newcomers wait.");
    }

    @Test
    void theSameCauseIsToldAgainAfterAConnection() {
        fail(ConnectTrouble.REFUSED, REFUSED);
        outage.connected();
        assertThat(outage.failure()).isEmpty();
        assertThat(log.infos()).singleElement().asString().contains("is connected");
        outage.connected();
        assertThat(log.infos()).hasSize(1);

        fail(ConnectTrouble.REFUSED, REFUSED);
        assertThat(log.problems()).hasSize(2);
    }

    @Test
    void causesAndConnectionsThatTakeTurnsMakeNoStorm() {
        for (int i = 0; i < 149; i++) {
            fail(ConnectTrouble.REFUSED, REFUSED);
            fail(ConnectTrouble.SILENT, "timed out");
            outage.connected();
        }

        // in a minute five losses, each with two causes
        assertThat(log.problems()).hasSize(10);
        assertThat(log.infos()).hasSize(5);
    }

    @Test
    void lossesThatFollowOneAnotherMakeNoStormAndTheOneThatLastsIsTold() {
        for (int i = 0; i < 40; i++) {
            outage.lost(false);
            pass(Duration.ofMillis(500));
            outage.up(false);
            pass(Duration.ofMillis(500));
        }
        assertThat(log.problems()).hasSize(5);
        assertThat(log.infos()).hasSize(5);

        outage.lost(false);
        pass(Duration.ofSeconds(15));
        assertThat(log.problems()).hasSize(5);
        pass(Duration.ofSeconds(10));
        assertThat(log.problems()).hasSize(6);
        outage.up(false);
        assertThat(log.infos()).hasSize(6);
    }

    @Test
    void refusalsThatFollowALossAreToldWithoutWhatItMeans() {
        fail(ConnectTrouble.REFUSED, REFUSED);
        outage.lost(false);
        outage.connected();
        outage.refused("refuses scripts (LOADING)", "Wait.");
        assertThat(log.problems()).hasSize(2);
        assertThat(log.problems().get(1)).contains("LOADING", "Wait.").doesNotContain("Newcomers wait.");

        outage.taken("view");
        outage.up(false);
        assertThat(log.infos()).singleElement().asString().contains("answers again");
    }

    @Test
    void aLossByRefusalsIsTheirLine() {
        outage.refused("refuses scripts (OOM)", "Raise maxmemory.");
        outage.lost(true);
        pass(Duration.ofMinutes(2));
        assertThat(log.problems()).singleElement().asString().contains("OOM", "Newcomers wait.", "Raise maxmemory.");

        outage.taken("reap");
        outage.up(false);
        assertThat(log.infos()).singleElement().asString().contains("answers again");
        outage.taken("reap");
        assertThat(log.infos()).hasSize(2);
    }

    @Test
    void aServerThatRepeatsThePasswordDoesNotBringItIntoTheLog() {
        fail(ConnectTrouble.REFUSES, "ERR unknown command 'AUTH', with args beginning with: 'sluice' 'topsecret'");

        assertThat(log.problems()).singleElement().asString().contains("'AUTH'").doesNotContain("topsecret");
        assertThat(outage.failure())
                .hasValueSatisfying(words -> assertThat(words).doesNotContain("topsecret"));
    }

    private void fail(ConnectTrouble trouble, String words) {
        outage.failed(trouble, words);
        pass(Duration.ofMillis(200));
    }

    private void pass(Duration time) {
        ticker.advance(time);
        timer.run();
    }

    /** A timer that goes by a ticker, when a test says so. */
    private static final class HandTimer extends ScheduledThreadPoolExecutor {

        private record Due(long atNanos, Runnable task) {}

        private final HandTicker ticker;
        private final List<Due> due = new ArrayList<>();

        HandTimer(HandTicker ticker) {
            super(1);
            this.ticker = ticker;
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            due.add(new Due(ticker.nanos() + unit.toNanos(delay), task));
            return super.schedule(() -> {}, 0, unit);
        }

        void run() {
            List<Runnable> now = new ArrayList<>();
            for (Iterator<Due> all = due.iterator(); all.hasNext(); ) {
                Due next = all.next();
                if (next.atNanos() <= ticker.nanos()) {
                    now.add(next.task());
                    all.remove();
                }
            }
            now.forEach(Runnable::run);
        }
    }
}
