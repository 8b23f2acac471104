package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.RedisServer;
import dev.sluice.redis.admission.Acceptance;
import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.waitingroom.Attempt;
import dev.sluice.redis.waitingroom.ClaimDecision;
import dev.sluice.redis.waitingroom.Ticket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whose slot was given away while a gateway could not deliver the renewal; and who comes back later. One slot in all. */
final class MovedIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private Room room;
    private Policy policy;
    private Slot lost;

    /** The slot's lease runs out, and somebody else gets it. */
    @BeforeEach
    void giveAway(TestInfo test) {
        room = new Room(REDIS.uri());
        policy = Policy.of(Integer.toHexString(test.getDisplayName().hashCode()))
                .capacity(1)
                .leases(Duration.ofSeconds(4), Duration.ofSeconds(3));
        lost = room.enter(policy, 1).get(0);
        room.renew(policy, lost, Renewal.CONFIRM);
        Await.until(SOON, () -> room.reap(policy) == 1);
    }

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void aListenerWhoseRenewalCouldNotBeDeliveredIsMovedOverCapacityOnce() {
        Slot taken = room.enter(policy, 1).get(0);

        Slot moved = ((RenewDecision.Moved) room.renew(policy, lost, Renewal.RENEW, offline())).slot();
        assertThat(moved.index()).isNotEqualTo(taken.index());
        assertThat(moved.number()).isEqualTo(lost.number());
        assertThat(room.head(policy).used()).isEqualTo(2);
        // with and without the flag, by other requests, replays and other gateways
        assertThat(slot(room.renew(policy, lost, Renewal.RENEW, offline()))).isEqualTo(moved);
        assertThat(slot(room.renew(policy, lost, Renewal.RENEW))).isEqualTo(moved);
        assertThat(room.renew(policy, moved, Renewal.RENEW)).isInstanceOf(RenewDecision.Renewed.class);
        assertThat(room.head(policy).used()).isEqualTo(2);
    }

    @Test
    void aRenewalThatRedisDidNotTakeInTimeMovesTheListenerWhenItIsSentAgain() {
        room.enter(policy, 1);
        Acceptance lately = new Acceptance(room.store.nowMicros() - 1_000_000, false);
        room.endNextDeadline();
        assertThat(room.renew(policy, lost, Renewal.RENEW, lately)).isInstanceOf(RenewDecision.StoreLost.class);

        room.streams.redeliver();
        Await.until(
                Duration.ofSeconds(3),
                () -> room.promote(policy) >= 0 && room.head(policy).used() == 2);
        assertThat(room.renew(policy, lost, Renewal.RENEW)).isInstanceOf(RenewDecision.Moved.class);
    }

    @Test
    void aListenerWhoseSlotIsStillFreeGetsItBack() {
        assertThat(room.renew(policy, lost, Renewal.RENEW, offline())).isInstanceOf(RenewDecision.Renewed.class);
        assertThat(room.head(policy).used()).isEqualTo(1);
    }

    @Test
    void anAcceptanceWithoutTheStoreIsGoodForALease() {
        Acceptance old = new Acceptance(room.store.nowMicros() - 7_000_000, true);

        assertThat(room.renew(policy, lost, Renewal.RENEW, old)).isInstanceOf(RenewDecision.Stale.class);
        assertThat(room.head(policy).used()).isZero();
    }

    @Test
    void whoLosesThatSlotLikewiseIsMovedAgain() {
        room.enter(policy, 1);
        Slot moved = ((RenewDecision.Moved) room.renew(policy, lost, Renewal.RENEW, offline())).slot();
        Await.until(SOON, () -> room.reap(policy) > 0 && room.head(policy).used() == 0);

        assertThat(slot(room.renew(policy, lost, Renewal.RENEW, offline()))).isEqualTo(moved);
        assertThat(room.head(policy).used()).isEqualTo(1);
        room.release(policy, moved);
        assertThat(room.renew(policy, lost, Renewal.RENEW, offline())).isInstanceOf(RenewDecision.Stale.class);
    }

    @Test
    void whoLeavesWithATokenFromBeforeTheMoveFreesTheSlotAndIsNotRevived() {
        room.enter(policy, 1);
        room.renew(policy, lost, Renewal.RENEW, offline());
        assertThat(room.head(policy).used()).isEqualTo(2);
        room.release(policy, lost);

        assertThat(room.head(policy).used()).isEqualTo(1);
        assertThat(room.renew(policy, lost, Renewal.RENEW, offline())).isInstanceOf(RenewDecision.Stale.class);
    }

    @Test
    void whoWasLetInWithoutTheStoreGetsOneSlotOverCapacity() {
        Slot taken = room.enter(policy, 1).get(0);
        Slot nowhere = Slot.nowhere(0, (3L << 30) * StreamKeys.CHUNK + 7);

        Slot moved = slot(room.renew(policy, nowhere, Renewal.CONFIRM, offline()));
        assertThat(moved.index()).isNotEqualTo(taken.index()).isNotNegative();
        assertThat(moved.incarnation()).isEqualTo(taken.incarnation());
        assertThat(moved.number()).isEqualTo(nowhere.number());
        assertThat(slot(room.renew(policy, nowhere, Renewal.RENEW, offline()))).isEqualTo(moved);
        assertThat(room.head(policy).used()).isEqualTo(2);

        room.release(policy, nowhere);
        room.release(policy, moved);
        assertThat(room.renew(policy, nowhere, Renewal.RENEW, offline())).isInstanceOf(RenewDecision.Stale.class);
        assertThat(room.head(policy).used()).isEqualTo(1);
    }

    @Test
    void aTicketThatListensAlreadyGetsNoSecondSlotForASessionLetInWithoutTheStore() {
        Slot taken = room.enter(policy, 1).get(0);
        room.renew(policy, taken, Renewal.CONFIRM);

        Slot again = Slot.nowhere(taken.incarnation(), taken.number());
        assertThat(room.renew(policy, again, Renewal.CONFIRM, offline())).isInstanceOf(RenewDecision.Stale.class);
        assertThat(room.head(policy).used()).isEqualTo(1);
    }

    @Test
    void whoLeftIsNotMoved() {
        room.release(policy, lost);

        assertThat(room.renew(policy, lost, Renewal.RENEW, offline())).isInstanceOf(RenewDecision.Stale.class);
    }

    @Test
    void whoLeftAfterTheMoveIsNotMovedAgain() {
        room.enter(policy, 1);
        Slot moved = ((RenewDecision.Moved) room.renew(policy, lost, Renewal.RENEW, offline())).slot();
        room.release(policy, moved);

        assertThat(room.renew(policy, lost, Renewal.RENEW, offline())).isInstanceOf(RenewDecision.Stale.class);
        assertThat(room.head(policy).used()).isEqualTo(1);
    }

    @Test
    void aReturnerEntersOnceAndTheOldTokenIsWorthNothingThen() {
        Ticket ticket = Ticket.ofReturner(lost.incarnation(), lost.number()).orElseThrow();

        Slot slot = ((ClaimDecision.Granted) room.claim(policy, ticket, Attempt.RETURNING)).slot();
        assertThat(room.claim(policy, ticket, Attempt.RETURNING)).isInstanceOf(ClaimDecision.NotYet.class);
        room.renew(policy, slot, Renewal.CONFIRM);
        assertThat(room.claim(policy, ticket, Attempt.RETURNING)).isInstanceOf(ClaimDecision.Spent.class);
        assertThat(room.renew(policy, lost, Renewal.RENEW, offline())).isInstanceOf(RenewDecision.Stale.class);
    }

    @Test
    void aReturnerWaitsForAFreeSlotAndNoNewcomerOvertakes() {
        Slot taken = room.enter(policy, 1).get(0);
        Ticket ticket = Ticket.ofReturner(lost.incarnation(), lost.number()).orElseThrow();
        assertThat(room.claim(policy, ticket, Attempt.RETURNING)).isInstanceOf(ClaimDecision.NotYet.class);
        room.release(policy, taken);

        room.queue(policy, 1);
        // once nobody else waits to be called, the returners' share limits nobody
        Await.until(SOON, () -> room.promote(policy) > 0);
        assertThat(room.claim(policy, ticket, Attempt.RETURNING)).isInstanceOf(ClaimDecision.Granted.class);
    }

    @Test
    void whoLeftHasNoPlaceToReturnTo() {
        room.release(policy, lost);
        Ticket ticket = Ticket.ofReturner(lost.incarnation(), lost.number()).orElseThrow();

        assertThat(room.claim(policy, ticket, Attempt.RETURNING)).isInstanceOf(ClaimDecision.Spent.class);
    }

    @Test
    void aRenewalDoesNotReviveAFirstLeaseThatRanOutUnconfirmed() {
        Policy brief = Policy.of(policy.id() + "-2").leases(Duration.ofSeconds(20), Duration.ofSeconds(7));
        Slot slot = room.enter(brief, 1).get(0);
        Slot kept = room.enter(brief, 1).get(0);
        room.renew(brief, kept, Renewal.CONFIRM);
        room.renew(brief, kept, Renewal.CLOSE);
        Await.seconds(10, () -> room.head(tick(brief)));

        assertThat(room.renew(brief, slot, Renewal.RENEW)).isInstanceOf(RenewDecision.Stale.class);
        assertThat(room.renew(brief, kept, Renewal.RENEW)).isInstanceOf(RenewDecision.Renewed.class);
    }

    /** Lets the stream's clock go on, and reaps nobody. */
    private Policy tick(Policy brief) {
        room.run(brief, StreamScripts.PROMOTE);
        return brief;
    }

    private Acceptance offline() {
        return new Acceptance(room.store.nowMicros(), true);
    }

    private static Slot slot(RenewDecision decision) {
        assertThat(decision).isInstanceOf(RenewDecision.Moved.class);
        return ((RenewDecision.Moved) decision).slot();
    }
}
