package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.redis.RedisServer;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.waitingroom.Ticket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** What tells that state was lost is changed in the stream's record; the rest of it is as it was. */
final class IncarnationIT {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private Room room;
    private Policy policy;

    @BeforeEach
    void open(TestInfo test) {
        room = new Room(REDIS.uri());
        policy = Policy.of(Integer.toHexString(test.getDisplayName().hashCode()));
    }

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void stateThatIsOlderThanACallerKnowsIsNotBelieved() {
        Slot slot = room.enter(policy, 1).get(0);
        room.renew(policy, slot, Renewal.CONFIRM);
        long incarnation = room.head(policy).incarnation();
        change("inc", -10);

        assertThat(room.admit(policy, 1).get(0)).isInstanceOf(AdmitDecision.Queued.class);
        assertThat(room.head(policy).incarnation()).isGreaterThan(incarnation);
        assertThat(room.renew(policy, slot, Renewal.RENEW)).isInstanceOf(RenewDecision.Renewed.class);
    }

    @Test
    void theEndOfARecoveryIsOneLineInTheLog() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(RedisStreams.class);
        logger.addAppender(log);
        try {
            Policy brief = policy.leases(Duration.ofSeconds(1), Duration.ofSeconds(1));
            room.enter(brief, 1);
            change("inc", -10);
            room.admit(brief, 1);
            room.streams.tellRestored();
            assertThat(lines(log)).hasSize(1).first().asString().contains("lost the state");
            Await.until(Duration.ofSeconds(20), () -> {
                room.reap(brief);
                room.streams.tellRestored();
                return lines(log).size() > 1;
            });
            room.streams.tellRestored();
            assertThat(lines(log)).hasSize(2).last().asString().contains("newcomers are let in");
        } finally {
            logger.detachAppender(log);
        }
    }

    private static List<String> lines(ListAppender<ILoggingEvent> log) {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void stateThatWasLeftInGoodOrderIsBelievedInTheNextRunOfRedis() {
        Slot slot = room.enter(policy, 1).get(0);
        long incarnation = room.head(policy).incarnation();
        change("run", 1);
        LettuceCleanStop.note(REDIS.uri());

        assertThat(room.admit(policy, 1).get(0)).isInstanceOf(AdmitDecision.Granted.class);
        assertThat(room.renew(policy, slot, Renewal.CONFIRM)).isInstanceOf(RenewDecision.Renewed.class);
        assertThat(room.head(policy).incarnation()).isEqualTo(incarnation);

        change("run", 1);
        room.reap(policy);
        assertThat(room.head(policy).incarnation()).as("that was once").isGreaterThan(incarnation);
    }

    @Test
    void aRecoveryLastsALeaseOrTwoPresenceWindowsIfThatIsLonger() {
        // a presence window is two seconds here
        Policy longer = policy.leases(Duration.ofSeconds(9), Duration.ofSeconds(4));
        Policy shorter = Policy.of(policy.id() + "-2").leases(Duration.ofSeconds(2), Duration.ofSeconds(1));
        loseState(longer);
        loseState(shorter);

        assertThat(room.head(longer).recoveryMillis()).isBetween(8_000L, 9_000L);
        assertThat(room.head(shorter).recoveryMillis()).isBetween(3_000L, 4_000L);
    }

    @Test
    void nobodyIsReapedBeforeTheRecoveryIsOverThoughTheLeaseRanOut() {
        policy = policy.leases(Duration.ofSeconds(1), Duration.ofSeconds(1));
        Slot slot = room.enter(policy, 1).get(0);
        room.renew(policy, slot, Renewal.CONFIRM);
        Await.seconds(4, () -> room.promote(policy));
        change("run", 1);

        assertThat(room.reap(policy)).isZero();
        assertThat(room.head(policy).isRecovering()).isTrue();
        assertThat(room.renew(policy, slot, Renewal.RENEW)).isInstanceOf(RenewDecision.Renewed.class);
    }

    /** Whoever calls first after a loss and knows nothing lets in whoever comes, as if all others had been called. */
    @Test
    void whatSomebodyWhoKnewNothingMadeOfItCallsNobodyAfterTheNextLoss() {
        policy = policy.capacity(1);
        room.enter(policy, 1);
        Ticket waits = room.queue(policy, 1).get(0);
        try (Room fresh = firstWhoKnowsNothing()) {
            assertThat(fresh.head(policy).nowServing()).isGreaterThan(waits.number());
            room.reap(policy);
            fresh.reap(policy);
            forget(policy);

            fresh.reap(policy);

            assertThat(fresh.head(policy).nowServing()).isLessThanOrEqualTo(waits.number());
        }
    }

    @Test
    void whoHasOnlyLookedAtANewIncarnationStillTellsItWhomItKnowsToBeCalled() {
        policy = policy.capacity(1);
        Slot slot = room.enter(policy, 1).get(0);
        Ticket next = room.queue(policy, 1).get(0);
        try (Room behind = new Room(REDIS.uri())) {
            behind.reap(policy);
            room.release(policy, slot);
            room.promote(policy);
            try (Room fresh = firstWhoKnowsNothing()) {
                behind.reap(policy);
                assertThat(behind.head(policy).nowServing()).isLessThanOrEqualTo(next.number());

                room.look(policy);
                room.reap(policy);

                fresh.reap(policy);
                assertThat(fresh.head(policy).nowServing()).isGreaterThan(next.number());
            }
        }
    }

    /** Whoever comes first after the loss knows nothing; in another second, so that its incarnation is a later one. */
    private Room firstWhoKnowsNothing() {
        Await.seconds(1, () -> room.reap(policy));
        forget(policy);
        Room fresh = new Room(REDIS.uri());
        fresh.enter(policy, 1);
        return fresh;
    }

    private void loseState(Policy of) {
        room.enter(of, 1);
        forget(of);
        room.reap(of);
    }

    private static void forget(Policy of) {
        REDIS.delete("sluice:1:{" + of.id() + "}:state");
    }

    private void change(String field, int by) {
        REDIS.command("HINCRBY sluice:1:{" + policy.id() + "}:state " + field + " " + by);
    }
}
