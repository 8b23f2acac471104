package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.time.SystemTicker;
import dev.sluice.redis.RedisServer;
import dev.sluice.redis.admission.Acceptance;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.waitingroom.Attempt;
import dev.sluice.redis.waitingroom.ClaimDecision;
import dev.sluice.redis.waitingroom.Ticket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Redis forgets everything between two calls; two gateways know what was. A recovery lasts four seconds here. */
final class RecoveryIT {

    private static final Duration OVER = Duration.ofSeconds(20);

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private final List<Room> rooms = new ArrayList<>();
    private Room room;
    private Room other;
    private Policy policy;

    @BeforeEach
    void open(TestInfo test) {
        room = gateway();
        other = gateway();
        policy = Policy.of(Integer.toHexString(test.getDisplayName().hashCode()))
                .leases(Duration.ofSeconds(4), Duration.ofSeconds(3));
    }

    @AfterEach
    void close() {
        rooms.forEach(Room::close);
    }

    @Test
    void whoListenedKeepsTheSlotAndNobodyElseGetsIn() {
        List<Slot> slots = confirmed(8);
        REDIS.flush();

        assertThat(room.admit(policy, 3)).allMatch(d -> d instanceof AdmitDecision.Queued);
        assertThat(slots).allMatch(slot -> room.renew(policy, slot, Renewal.RENEW) instanceof RenewDecision.Renewed);
        assertThat(room.head(policy).used()).isEqualTo(8);
        untilRecovered(slots);
        assertThat(room.head(policy).used()).isEqualTo(8);
        assertThat(room.admit(policy, 1).get(0)).isInstanceOf(AdmitDecision.Queued.class);
    }

    @Test
    void aSlotIsRestoredOnceHoweverManyTokensAsk() {
        Slot slot = confirmed(1).get(0);
        REDIS.flush();

        for (int i = 0; i < 5; i++) {
            assertThat((i % 2 == 0 ? room : other).renew(policy, slot, Renewal.RENEW))
                    .isInstanceOf(RenewDecision.Renewed.class);
        }
        assertThat(room.head(policy).used()).isEqualTo(1);
    }

    @Test
    void aSlotFarBehindIsRestoredInItsPlaceAndThoseBeforeItAreFreeAgain() {
        Policy big = policy.capacity(70_000);
        List<Slot> slots = room.enter(big, 70_000);
        Slot last = slots.get(slots.size() - 1);
        room.renew(big, last, Renewal.CONFIRM);
        REDIS.flush();

        assertThat(room.renew(big, last, Renewal.RENEW)).isInstanceOf(RenewDecision.Renewed.class);
        assertThat(room.head(big).used()).isEqualTo(1);
        Await.until(OVER, () -> {
            room.renew(big, last, Renewal.RENEW);
            return !room.head(big).isRecovering();
        });
        List<Slot> others = room.enter(big, 69_999);
        assertThat(others).extracting(Slot::index).doesNotHaveDuplicates().doesNotContain(last.index());
        assertThat(others).allMatch(slot -> slot.index() < 73_728);
    }

    @Test
    void whoWaitsKeepsTheRankBeforeThoseWhoComeLater() {
        confirmed(8);
        List<Ticket> before = room.queue(policy, 3);
        other.reap(policy);
        REDIS.flush();
        List<Ticket> later = other.queue(policy, 3);

        assertThat(later.get(0).number()).isGreaterThan(before.get(2).number());
        untilRecovered(List.of(), before, later);
        Policy full = policy.capacity(0);
        // with no slot free, two of the six are called in advance
        Await.until(OVER, () -> {
            stay(full, before, later);
            return room.promote(full) > 0;
        });
        assertThat(room.streams.view(full.live()).isCalled(before.get(0))).isTrue();
        assertThat(later).noneMatch(t -> room.streams.view(full.live()).isCalled(t));
        Policy six = full.capacity(6);
        Await.until(OVER, () -> {
            stay(six, before, later);
            room.promote(six);
            return room.streams.view(six.live()).isCalled(later.get(2));
        });
        assertThat(before).allMatch(t -> room.claim(six, t, Attempt.FIRST) instanceof ClaimDecision.Granted);
        assertThat(later).allMatch(t -> room.claim(six, t, Attempt.FIRST) instanceof ClaimDecision.Granted);
    }

    @Test
    void whoWasCalledIsStillCalledThoughOnlyAnotherGatewayKnewIt() {
        Policy none = policy.capacity(0);
        List<Ticket> tickets = room.queue(none, 5);
        Policy two = none.capacity(2);
        Await.until(OVER, () -> other.promote(two) > 0);
        long serving = other.head(two).nowServing();
        REDIS.flush();

        room.admit(two, 1);
        other.admit(two, 1);
        assertThat(other.head(two).nowServing()).isEqualTo(serving);
        assertThat(room.claim(two, tickets.get(0), Attempt.AGAIN)).isInstanceOf(ClaimDecision.NotYet.class);
    }

    @Test
    void aTicketOfSomebodyWhoIsInAgainIsSpent() {
        Policy none = policy.capacity(0);
        Ticket ticket = room.queue(none, 1).get(0);
        Policy one = none.capacity(1);
        Await.until(OVER, () -> room.promote(one) > 0);
        Slot slot = ((ClaimDecision.Granted) room.claim(one, ticket, Attempt.FIRST)).slot();
        room.renew(one, slot, Renewal.CONFIRM);
        REDIS.flush();

        room.renew(one, slot, Renewal.RENEW);
        assertThat(room.claim(one, ticket, Attempt.FIRST)).isInstanceOf(ClaimDecision.Spent.class);
    }

    @Test
    void whoLeftIsNotRestoredForTheReleaseIsSentAgain() {
        Slot slot = confirmed(2).get(0);
        room.release(policy, slot);
        REDIS.flush();

        room.admit(policy, 1);
        Await.until(
                Duration.ofSeconds(5), () -> other.renew(policy, slot, Renewal.RENEW) instanceof RenewDecision.Stale);
        assertThat(room.head(policy).used()).isZero();
    }

    @Test
    void whoWasNotAcceptedWithinALeaseBeforeTheLossIsNotRestored() {
        Slot slot = confirmed(1).get(0);
        Acceptance old = new Acceptance(room.store.nowMicros() - 7_000_000, false);
        REDIS.flush();

        assertThat(room.renew(policy, slot, Renewal.RENEW, old)).isInstanceOf(RenewDecision.Stale.class);
        assertThat(room.renew(policy, slot, Renewal.RENEW)).isInstanceOf(RenewDecision.Renewed.class);
    }

    @Test
    void gatewaysThatKnowNothingLetInUntilTheFirstTokenTellsThatStateWasLost() {
        Slot slot = confirmed(1).get(0);
        Await.seconds(1, () -> room.renew(policy, slot, Renewal.RENEW));
        REDIS.flush();
        Room blank = gateway();
        Slot taken = blank.enter(policy, 1).get(0);

        RenewDecision.Moved moved = (RenewDecision.Moved) blank.renew(policy, slot, Renewal.RENEW);
        assertThat(moved.slot().index()).isNotEqualTo(taken.index());
        assertThat(moved.slot().number()).isEqualTo(slot.number());
        assertThat(blank.head(policy).isRecovering()).isTrue();
        assertThat(blank.admit(policy, 1).get(0)).isInstanceOf(AdmitDecision.Queued.class);
    }

    @Test
    void whenAllGatewaysAreLostTooWhatOneHadOnItsDiskBeginsTheRecovery(@TempDir Path folder) {
        Policy none = policy.capacity(0);
        List<Ticket> tickets = room.queue(none, 5);
        Policy two = none.capacity(2);
        Await.until(OVER, () -> room.promote(two) > 0);
        long serving = room.head(two).nowServing();
        Path file = folder.resolve("streams.txt");
        new StreamMemory(file, "here", new SystemTicker()).write(room.streams.known());
        REDIS.flush();

        Room next = new Room(REDIS.uri(), Room.PATIENT, new StreamMemory(file, "here", new SystemTicker()).read());
        rooms.add(next);
        assertThat(next.admit(two, 1).get(0)).isInstanceOf(AdmitDecision.Queued.class);
        assertThat(next.head(two).nowServing()).isEqualTo(serving);
        assertThat(next.claim(two, tickets.get(0), Attempt.AGAIN)).isInstanceOf(ClaimDecision.NotYet.class);
    }

    @Test
    void aTokenThatNobodyAcceptedForFiveMinutesTellsNothing() {
        Slot slot = confirmed(1).get(0);
        Await.seconds(1, () -> room.renew(policy, slot, Renewal.RENEW));
        REDIS.flush();
        Room blank = gateway();
        blank.enter(policy, 1);

        long now = blank.store.nowMicros();
        assertThat(blank.renew(policy, slot, Renewal.RENEW, new Acceptance(now - 301_000_000, false)))
                .isInstanceOf(RenewDecision.Stale.class);
        assertThat(blank.head(policy).isRecovering()).isFalse();
        blank.renew(policy, slot, Renewal.RENEW, new Acceptance(now - 290_000_000, false));
        assertThat(blank.head(policy).isRecovering()).isTrue();
    }

    @Test
    void theMarkOfWhoWaitsTellsGatewaysThatKnowNothingThatStateWasLost() {
        Ticket ticket = room.queue(policy.capacity(0), 1).get(0);
        REDIS.flush();
        Room blank = gateway();

        blank.streams.present(policy.live(), ticket);
        Await.until(OVER, () -> {
            blank.streams.stream(policy.live()).sendMarks();
            return blank.head(policy).incarnation() > 0;
        });
        assertThat(blank.head(policy).isRecovering()).isTrue();
        assertThat(blank.admit(policy, 1).get(0)).isInstanceOf(AdmitDecision.Queued.class);
    }

    @Test
    void theClaimOfWhoWaitsTellsGatewaysThatKnowNothingThatStateWasLost() {
        Ticket ticket = room.queue(policy.capacity(0), 1).get(0);
        Await.seconds(1, () -> room.reap(policy));
        REDIS.flush();
        Room blank = gateway();
        blank.enter(policy, 1);
        assertThat(blank.head(policy).isRecovering()).isFalse();

        blank.claim(policy, ticket, Attempt.AGAIN);

        assertThat(blank.head(policy).isRecovering()).isTrue();
    }

    @Test
    void aMarkThatRedisDidNotTakeIsSentAgainWithAllThatItTells() {
        Ticket ticket = room.queue(policy.capacity(0), 1).get(0);
        REDIS.flush();
        Room blank = new Room(REDIS.uri(), Duration.ofSeconds(1));
        rooms.add(blank);

        blank.streams.present(policy.live(), ticket);
        blank.streams.stream(policy.live()).sendMarks();
        blank.endNextDeadline();
        REDIS.pause();
        blank.streams.stream(policy.live()).sendMarks();
        // of what was given up, Redis runs nothing
        Await.seconds(2, () -> {});
        REDIS.resume();
        Await.until(OVER, () -> {
            blank.streams.stream(policy.live()).sendMarks();
            return blank.head(policy).present() == 1;
        });
        assertThat(blank.head(policy).isRecovering()).isTrue();
    }

    @Test
    void aStreamThatIsReallyNewIsNotInRecovery() {
        room.enter(policy, 1);

        assertThat(room.head(policy).isRecovering()).isFalse();
        assertThat(other.admit(policy, 1).get(0)).isInstanceOf(AdmitDecision.Granted.class);
    }

    @Test
    void aStringOfSlotsThatIsLostBeginsARecoveryToo() {
        Slot slot = confirmed(1).get(0);
        long incarnation = room.head(policy).incarnation();
        REDIS.delete("sluice:1:{" + policy.id() + "}:slots:0");

        assertThat(room.admit(policy, 1).get(0)).isInstanceOf(AdmitDecision.Queued.class);
        assertThat(room.renew(policy, slot, Renewal.RENEW)).isInstanceOf(RenewDecision.Renewed.class);
        assertThat(room.head(policy).incarnation()).isGreaterThan(incarnation);
        assertThat(room.head(policy).isRecovering()).isTrue();
        // the slot of before is not held besides the one restored
        assertThat(room.head(policy).used()).isEqualTo(1);
        untilRecovered(List.of(slot));
        // the one who was queued does not come back
        Await.until(OVER, () -> {
            room.renew(policy, slot, Renewal.RENEW);
            return room.head(policy).present() == 0;
        });
        assertThat(room.enter(policy, 7)).hasSize(7);
    }

    @Test
    void whoIsCalledCountsAsCalledThoughItsMarkCameBeforeTheGatewayThatKnew() {
        Policy none = policy.capacity(0);
        List<Ticket> tickets = room.queue(none, 5);
        Policy two = none.capacity(2);
        Await.until(OVER, () -> other.promote(two) > 0);
        long serving = other.head(two).nowServing();
        long called = tickets.stream().filter(t -> t.number() < serving).count();
        REDIS.flush();
        Await.until(OVER, () -> {
            stay(two, tickets);
            return room.head(two).present() == 5;
        });

        Ticket newcomer = other.queue(two, 1).get(0);
        assertThat(other.head(two).nowServing()).isEqualTo(serving);
        Await.until(OVER, () -> {
            stay(two, tickets, List.of(newcomer));
            return room.head(two).present() == 6 && room.head(two).eligible() == called;
        });
    }

    @Test
    void nobodyIsCalledBehindTheLastWantedEvenWhereAnIncarnationEnds() {
        Policy none = policy.capacity(0);
        List<Ticket> before = room.queue(none, 3);
        REDIS.flush();
        List<Ticket> later = room.queue(none, 3);
        untilRecovered(List.of(), before.subList(0, 2), later);

        // with no slot free, two are called in advance: the third was away, and is not called unasked
        Await.until(OVER, () -> {
            stay(none, before.subList(0, 2), later);
            return room.promote(none) == 2;
        });
        assertThat(room.head(none).nowServing()).isEqualTo(before.get(1).number() + 1);
    }

    @Test
    void nobodyIsReapedOrCalledBeforeTheRecoveryIsOver() {
        List<Slot> slots = confirmed(2);
        List<Ticket> tickets = room.queue(policy.capacity(2), 1);
        REDIS.flush();
        room.renew(policy, slots.get(0), Renewal.RENEW);

        while (room.head(policy).recoveryMillis() > 1_000) {
            assertThat(room.reap(policy)).isZero();
            assertThat(room.promote(policy)).isZero();
            stay(policy, tickets);
        }
        untilRecovered(List.of(), tickets);
        Await.until(OVER, () -> {
            room.reap(policy);
            stay(policy, tickets);
            return room.head(policy).used() == 0 && room.promote(policy) == 1;
        });
    }

    private Room gateway() {
        Room made = new Room(REDIS.uri());
        rooms.add(made);
        return made;
    }

    private List<Slot> confirmed(int n) {
        List<Slot> slots = room.enter(policy, n);
        slots.forEach(slot -> room.renew(policy, slot, Renewal.CONFIRM));
        return slots;
    }

    @SafeVarargs
    private void untilRecovered(List<Slot> listening, List<Ticket>... waiting) {
        Await.until(OVER, () -> {
            listening.forEach(slot -> room.renew(policy, slot, Renewal.RENEW));
            stay(policy, waiting);
            room.reap(policy);
            return !room.head(policy).isRecovering();
        });
    }

    @SafeVarargs
    private void stay(Policy now, List<Ticket>... waiting) {
        for (List<Ticket> tickets : waiting) {
            tickets.forEach(ticket -> room.streams.present(now.live(), ticket));
        }
        room.streams.stream(now.live()).sendMarks();
    }
}
