package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.RedisServer;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.waitingroom.Attempt;
import dev.sluice.redis.waitingroom.ClaimDecision;
import dev.sluice.redis.waitingroom.Ticket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Redis is restarted with what it had saved: all, or what was true a while ago. */
final class RestartIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer("--dir", folder());

    private Room room;
    private Policy policy;

    @BeforeEach
    void open(TestInfo test) {
        room = new Room(REDIS.uri());
        policy = Policy.of(Integer.toHexString(test.getDisplayName().hashCode()))
                .leases(Duration.ofSeconds(4), Duration.ofSeconds(3));
    }

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void stateOfAnotherRunIsRecoveredAndNobodyLosesTheSlotInIt() {
        List<Slot> slots = room.enter(policy, 8);
        slots.forEach(slot -> room.renew(policy, slot, Renewal.CONFIRM));
        REDIS.command("SAVE");
        restart();

        assertThat(slots).allMatch(slot -> room.renew(policy, slot, Renewal.RENEW) instanceof RenewDecision.Renewed);
        assertThat(room.head(policy).isRecovering()).isTrue();
        assertThat(room.head(policy).used()).isEqualTo(8);
        assertThat(room.admit(policy, 1).get(0)).isInstanceOf(AdmitDecision.Queued.class);
    }

    @Test
    void whoEnteredSinceTheSnapshotGetsASlotAlthoughSomebodyElseHeldItThen() {
        Slot before = room.enter(policy, 1).get(0);
        room.renew(policy, before, Renewal.CONFIRM);
        REDIS.command("SAVE");
        room.release(policy, before);
        Slot since = room.enter(policy, 1).get(0);
        room.renew(policy, since, Renewal.CONFIRM);
        assertThat(since.index()).isEqualTo(before.index());
        restart();

        // the release of the first is sent again when the loss is seen, so it may be gone from the slot before or after
        RenewDecision decision = room.renew(policy, since, Renewal.RENEW);
        assertThat(decision).isNotInstanceOf(RenewDecision.Stale.class);
        Await.until(SOON, () -> room.renew(policy, before, Renewal.RENEW) instanceof RenewDecision.Stale);
        room.reap(policy);
        assertThat(room.head(policy).used()).isEqualTo(1);
    }

    @Test
    void ticketsOfBeforeAndAfterTheSnapshotKeepTheirOrder() {
        Policy none = policy.capacity(0);
        Ticket before = room.queue(none, 1).get(0);
        REDIS.command("SAVE");
        Ticket since = room.queue(none, 1).get(0);
        restart();
        Ticket after = room.queue(none, 1).get(0);

        assertThat(List.of(before, since, after))
                .extracting(Ticket::number)
                .isSorted()
                .doesNotHaveDuplicates();
        Policy three = none.capacity(3);
        Await.until(SOON, () -> {
            List.of(before, since, after).forEach(t -> room.streams.present(three.live(), t));
            room.streams.stream(three.live()).sendMarks();
            room.promote(three);
            return room.streams.view(three.live()).isCalled(after);
        });
        assertThat(List.of(before, since, after))
                .allMatch(t -> room.claim(three, t, Attempt.FIRST) instanceof ClaimDecision.Granted);
    }

    @Test
    void gatewaysThatWereAllRestartedTooLetInAtOnceUntilSomebodyKnowsBetter() {
        Slot slot = room.enter(policy, 1).get(0);
        room.renew(policy, slot, Renewal.CONFIRM);
        REDIS.command("SAVE");
        Await.seconds(1, () -> room.reap(policy));
        REDIS.stop();
        REDIS.start();

        try (Room fresh = new Room(REDIS.uri())) {
            assertThat(fresh.admit(policy, 1).get(0)).isInstanceOf(AdmitDecision.Granted.class);
            assertThat(fresh.renew(policy, slot, Renewal.RENEW)).isInstanceOf(RenewDecision.Renewed.class);
            assertThat(fresh.head(policy).isRecovering()).isTrue();
        }
    }

    @Test
    void whoWaitsInStateThatWasKeptIsCalledInOrderThoughNobodyKnowsOfIt() {
        List<Ticket> tickets = room.queue(policy.capacity(0), 3);
        REDIS.command("SAVE");
        REDIS.stop();
        REDIS.start();

        Policy two = policy.capacity(0).capacity(2);
        try (Room fresh = new Room(REDIS.uri())) {
            Await.until(SOON, () -> fresh.promote(two) > 0);
            assertThat(fresh.head(two).nowServing())
                    .isBetween(tickets.get(0).number() + 1, tickets.get(2).number() + 1);
            assertThat(fresh.head(two).eligible()).isPositive();
            assertThat(fresh.claim(two, tickets.get(0), Attempt.FIRST)).isInstanceOf(ClaimDecision.NotYet.class);
        }
    }

    @Test
    void whoWasCalledInStateThatWasKeptIsStillCalledWhenATokenTellsOfTheLoss() {
        Policy none = policy.capacity(0);
        List<Ticket> tickets = room.queue(none, 5);
        Await.until(SOON, () -> room.promote(none) > 0);
        REDIS.command("SAVE");
        REDIS.stop();
        REDIS.start();

        try (Room fresh = new Room(REDIS.uri())) {
            fresh.admit(none, 1);
            assertThat(fresh.claim(none, tickets.get(0), Attempt.AGAIN)).isInstanceOf(ClaimDecision.NotYet.class);
            assertThat(fresh.head(none).isRecovering()).isTrue();
        }
    }

    private void restart() {
        REDIS.stop();
        REDIS.start();
        Await.until(SOON, () -> {
            StreamCalls.Request tick =
                    new StreamCalls.Request(StreamScripts.REAP, 0, head -> List.of(), List.of(), late -> {});
            return Room.await(room.streams.stream(policy.live()).calls().call(tick)) instanceof Answer.Done;
        });
    }

    private static String folder() {
        try {
            return Files.createTempDirectory("sluice-redis-restart").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
