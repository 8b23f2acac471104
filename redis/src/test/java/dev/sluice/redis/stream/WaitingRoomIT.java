package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Gate;
import dev.sluice.redis.RedisServer;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.waitingroom.Attempt;
import dev.sluice.redis.waitingroom.ClaimDecision;
import dev.sluice.redis.waitingroom.Ticket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

final class WaitingRoomIT {

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
    void whoIsNotCalledCannotClaimAndWhoIsCalledEntersOnce() {
        List<Slot> slots = room.enter(policy, 8);
        List<Ticket> tickets = room.queue(policy, 3);
        assertThat(room.claim(policy, tickets.get(0), Attempt.FIRST)).isInstanceOf(ClaimDecision.NotCalled.class);

        slots.subList(0, 3).forEach(slot -> room.release(policy, slot));
        call(policy, 1);

        ClaimDecision.Granted granted = (ClaimDecision.Granted) room.claim(policy, tickets.get(0), Attempt.FIRST);
        assertThat(granted.slot().number()).isEqualTo(tickets.get(0).number());
        // an answer may have been lost: it asks again, and gets no second slot
        assertThat(room.claim(policy, tickets.get(0), Attempt.AGAIN)).isInstanceOf(ClaimDecision.NotYet.class);
        room.renew(policy, granted.slot(), Renewal.CONFIRM);
        assertThat(room.claim(policy, tickets.get(0), Attempt.AGAIN)).isInstanceOf(ClaimDecision.Spent.class);
    }

    @Test
    void aTicketThatAsksManyTimesAtOnceEntersOnce() {
        Policy hold = policy.gate(Gate.HOLD);
        Ticket ticket = room.queue(hold, 1).get(0);
        Policy auto = hold.gate(Gate.AUTO);
        call(auto, 1);

        List<CompletionStage<ClaimDecision>> asked = IntStream.range(0, 50)
                .mapToObj(i -> room.streams.claim(auto.live(), ticket, Attempt.FIRST))
                .toList();

        assertThat(asked.stream().map(Room::await).filter(d -> d instanceof ClaimDecision.Granted))
                .hasSize(1);
        assertThat(room.head(auto).used()).isEqualTo(1);
        assertThat(room.head(auto).present()).isZero();
    }

    @Test
    void aNewcomerNeverOvertakesWhoWaits() {
        List<Slot> slots = room.enter(policy, 8);
        room.queue(policy, 1);
        room.release(policy, slots.get(0));

        assertThat(room.admit(policy, 1).get(0)).isInstanceOf(AdmitDecision.Queued.class);
        call(policy, 1);
        assertThat(room.admit(policy, 1).get(0)).isInstanceOf(AdmitDecision.Queued.class);
    }

    @Test
    void whoIsCalledAndDoesNotComeKeepsOnePlaceFreeAndNoMore() {
        List<Slot> slots = room.enter(policy, 8);
        Ticket called = room.queue(policy, 1).get(0);
        slots.subList(0, 3).forEach(slot -> room.release(policy, slot));
        call(policy, 1);

        assertThat(room.admit(policy, 3))
                .extracting(Object::getClass)
                .extracting(Class::getSimpleName)
                .containsExactly("Granted", "Granted", "Queued");
        assertThat(room.claim(policy, called, Attempt.FIRST)).isInstanceOf(ClaimDecision.Granted.class);
    }

    @Test
    void whoIsCalledKeepsATokenOfTheArrivalRateToo() {
        Policy slow = policy.capacity(100).rate("2/h");
        Ticket called = room.queue(slow.gate(Gate.HOLD), 1).get(0);
        Policy auto = slow.gate(Gate.HOLD).gate(Gate.AUTO);
        call(auto, 1);

        assertThat(room.admit(auto, 2)).noneMatch(AdmitDecision.Granted.class::isInstance);
        assertThat(room.claim(auto, called, Attempt.FIRST)).isInstanceOf(ClaimDecision.Granted.class);
    }

    @Test
    void whoLeavesTheQueueStandsInNobodysWay() {
        List<Slot> slots = room.enter(policy, 8);
        Ticket ticket = room.queue(policy, 1).get(0);
        Room.await(room.streams.leave(policy.live(), ticket));
        room.release(policy, slots.get(0));

        assertThat(room.admit(policy, 1).get(0)).isInstanceOf(AdmitDecision.Granted.class);
        assertThat(room.claim(policy, ticket, Attempt.FIRST)).isInstanceOf(ClaimDecision.Spent.class);
    }

    @Test
    void nobodyIsCalledWhileTheGateHoldsAndEverybodyKeepsThePlace() {
        Policy hold = policy.gate(Gate.HOLD);
        List<Ticket> tickets = room.queue(hold, 5);
        assertThat(room.promote(hold)).isZero();

        Policy auto = hold.gate(Gate.AUTO);
        call(auto, 5);
        assertThat(tickets).allMatch(t -> room.claim(auto, t, Attempt.FIRST) instanceof ClaimDecision.Granted);
    }

    @Test
    void theWaitingLeavesTheQueueInOrderAndAbsenteesArePassedOver() {
        Policy hold = policy.gate(Gate.HOLD);
        List<Ticket> tickets = room.queue(hold, 200);
        // two of three go away
        onlyStay(
                hold,
                IntStream.range(0, 200)
                        .filter(i -> i % 3 == 0)
                        .mapToObj(tickets::get)
                        .toList());
        Policy auto = hold.gate(Gate.AUTO).capacity(10);
        long called = call(auto, 10);

        assertThat(called).isBetween(10L, 20L);
        // the last one called stands at 3 * (called - 1), and nowServing right behind it
        assertThat(room.head(auto).nowServing()).isEqualTo(tickets.get(0).number() + 3 * (called - 1) + 1);
        assertThat(room.claim(auto, tickets.get(0), Attempt.FIRST)).isInstanceOf(ClaimDecision.Granted.class);
        assertThat(room.claim(auto, tickets.get(199), Attempt.FIRST)).isInstanceOf(ClaimDecision.NotCalled.class);
    }

    @Test
    void whoWasPassedOverEntersOnReturnWithinTheReturnersShare() {
        Policy hold = policy.gate(Gate.HOLD).capacity(100);
        List<Ticket> tickets = room.queue(hold, 400);
        onlyStay(hold, tickets.subList(100, 400));
        Policy auto = hold.gate(Gate.AUTO);
        call(auto, 100);

        assertThat(entered(auto, tickets.subList(100, 150), Attempt.FIRST)).isEqualTo(50);
        // a fifth of all entries, and at most two at once
        assertThat(entered(auto, tickets.subList(0, 50), Attempt.RETURNING)).isEqualTo(2);
    }

    @Test
    void whenNobodyElseWaitsWhoWasPassedOverEntersAtOnce() {
        Policy hold = policy.gate(Gate.HOLD).capacity(100);
        List<Ticket> tickets = room.queue(hold, 10);
        onlyStay(hold, tickets.subList(5, 10));
        Policy auto = hold.gate(Gate.AUTO);
        call(auto, 5);

        assertThat(tickets.subList(0, 5))
                .allMatch(t -> room.claim(auto, t, Attempt.RETURNING) instanceof ClaimDecision.Granted);
    }

    @Test
    void aClaimThatWasNeverConfirmedMayBeMadeAgain() {
        Policy brief =
                policy.leases(Duration.ofSeconds(4), Duration.ofSeconds(3)).gate(Gate.HOLD);
        Ticket ticket = room.queue(brief, 1).get(0);
        Policy auto = brief.gate(Gate.AUTO);
        call(auto, 1);
        ClaimDecision.Granted first = (ClaimDecision.Granted) room.claim(auto, ticket, Attempt.FIRST);

        Await.until(Duration.ofSeconds(25), () -> {
            room.reap(auto);
            return room.claim(auto, ticket, Attempt.AGAIN) instanceof ClaimDecision.Granted;
        });

        assertThat(room.renew(auto, first.slot(), Renewal.CONFIRM))
                .isInstanceOf(dev.sluice.redis.admission.RenewDecision.Stale.class);
        assertThat(room.head(auto).used()).isEqualTo(1);
    }

    @Test
    void positionsAreTheNumberOfPresentTicketsAhead() {
        Policy hold = policy.gate(Gate.HOLD);
        List<Ticket> tickets = room.queue(hold, 1_000);
        onlyStay(hold, tickets.subList(400, 1_000));
        room.streams.stream(hold.live()).refreshView();

        Await.until(
                Duration.ofSeconds(5),
                () -> room.streams.view(hold.live()).ahead(tickets.get(999).number()) == 599);
        assertThat(room.streams.view(hold.live()).ahead(tickets.get(400).number()))
                .isZero();
        assertThat(room.streams.view(hold.live()).waiting()).isEqualTo(600);
    }

    @Test
    void marksSentAsBitsAndAsOffsetsCountAlike() {
        Policy hold = policy.gate(Gate.HOLD);
        List<Ticket> tickets = room.queue(hold, 5_000);
        onlyStay(hold, List.of());

        tickets.subList(0, 30).forEach(t -> room.streams.present(hold.live(), t));
        send(hold, 30);
        tickets.forEach(t -> room.streams.present(hold.live(), t));
        send(hold, 5_000);

        assertThat(room.head(hold).eligible()).isZero();
        assertThat(room.streams.view(hold.live()).waiting()).isEqualTo(5_000);
    }

    @Test
    void aTicketThatWasGivenUpAndAsksAgainIsNotPresent() {
        Policy hold = policy.gate(Gate.HOLD);
        List<Ticket> tickets = room.queue(hold, 200);
        tickets.subList(0, 150).forEach(t -> Room.await(room.streams.leave(hold.live(), t)));
        onlyStay(hold, List.of());

        tickets.subList(145, 155).forEach(t -> room.streams.present(hold.live(), t));
        send(hold, 5);
        tickets.forEach(t -> room.streams.present(hold.live(), t));
        send(hold, 50);
        assertThat(room.claim(hold, tickets.get(0), Attempt.FIRST)).isInstanceOf(ClaimDecision.Spent.class);
    }

    @Test
    void returnersWhoseMarksAreSentAsBitsAreCalledToo() {
        Policy full = policy.capacity(100);
        List<Ticket> returners = room.enter(full, 100).stream()
                .map(slot ->
                        Ticket.ofReturner(slot.incarnation(), slot.number()).orElseThrow())
                .toList();

        returners.forEach(t -> room.streams.present(full.live(), t));
        send(full, 100);
        assertThat(room.head(full).eligible()).isEqualTo(100);
    }

    private void send(Policy hold, long present) {
        Await.until(Duration.ofSeconds(5), () -> {
            room.streams.stream(hold.live()).sendMarks();
            return room.head(hold).present() == present;
        });
    }

    /** How many of these enter, who all come at once: before others who wait are absent. */
    private long entered(Policy auto, List<Ticket> tickets, Attempt attempt) {
        return tickets.stream().map(ticket -> room.streams.claim(auto.live(), ticket, attempt)).toList().stream()
                .map(Room::await)
                .filter(decision -> decision instanceof ClaimDecision.Granted)
                .count();
    }

    /** Promotes until so many are called at least; how many were. */
    private long call(Policy auto, long atLeast) {
        long[] called = {0};
        Await.until(Duration.ofSeconds(5), () -> {
            called[0] += room.promote(auto);
            return called[0] >= atLeast;
        });
        return called[0];
    }

    /** Only these go on asking, for as long as it takes until nobody else counts as present. */
    private void onlyStay(Policy hold, List<Ticket> staying) {
        Await.until(Duration.ofSeconds(8), () -> {
            staying.forEach(ticket -> room.streams.present(hold.live(), ticket));
            room.streams.stream(hold.live()).sendMarks();
            room.reap(hold);
            return room.head(hold).present() == staying.size();
        });
    }
}
