package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Gate;
import dev.sluice.redis.RedisServer;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SlotLedgerIT {

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
    void asManyGetInAsTheCapacityAllowsAndTheRestGetConsecutiveTickets() {
        List<AdmitDecision> decisions = room.admit(policy, 20);

        assertThat(decisions.subList(0, 8)).allMatch(d -> d instanceof AdmitDecision.Granted);
        assertThat(decisions.subList(8, 20))
                .extracting(d -> ((AdmitDecision.Queued) d).number() % StreamKeys.CHUNK)
                .containsExactly(8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L);
        assertThat(room.head(policy).used()).isEqualTo(8);
        assertThat(room.head(policy).present()).isEqualTo(12);
    }

    @Test
    void noTwoHaveTheSameSlotAndNumber() {
        List<Slot> slots = room.enter(policy.capacity(10_000), 6_000);

        assertThat(slots).extracting(Slot::index).doesNotHaveDuplicates().hasSize(6_000);
        assertThat(slots).extracting(Slot::number).doesNotHaveDuplicates();
    }

    @Test
    void aFreedSlotIsGivenAgainWithAnotherTag() {
        List<Slot> slots = room.enter(policy, 8);
        room.release(policy, slots.get(3));

        Slot next = room.enter(policy, 1).get(0);

        assertThat(next.index()).isEqualTo(slots.get(3).index());
        assertThat(next.tag()).isNotEqualTo(slots.get(3).tag());
        assertThat(room.renew(policy, slots.get(3), Renewal.RENEW)).isInstanceOf(RenewDecision.Stale.class);
        assertThat(room.renew(policy, next, Renewal.CONFIRM)).isInstanceOf(RenewDecision.Renewed.class);
    }

    @Test
    void theNextTagDiffersAlsoWhenTheSameIsDrawnAgain() {
        byte[] drawn = {7, 7};
        Slot first = enterWithTag(drawn);
        room.release(policy, first);

        Slot second = enterWithTag(drawn);
        assertThat(second.index()).isEqualTo(first.index());
        assertThat(second.tag()).isNotEqualTo(first.tag());
    }

    @Test
    void theNextTagOfAReapedSlotDiffersToo() {
        policy = policy.leases(Duration.ofSeconds(1), Duration.ofSeconds(1));
        byte[] drawn = {7, 7};
        Slot first = enterWithTag(drawn);
        reapUntilUsed(policy, 0, Duration.ofSeconds(6));

        Slot second = enterWithTag(drawn);
        assertThat(second.index()).isEqualTo(first.index());
        assertThat(second.tag()).isNotEqualTo(first.tag());
    }

    /** So many are cut out of the array at once, and no list names them. */
    @Test
    void theNextTagsOfManyFreedSlotsDifferToo() {
        policy = policy.capacity(2_000);
        List<Slot> first = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            first.addAll(enterWithTags(sevens(200)));
        }
        first.stream()
                .map(slot -> room.streams.release(policy.live(), slot))
                .toList()
                .forEach(Room::await);
        REDIS.delete("sluice:1:{" + policy.id() + "}:freed");

        List<Slot> second = enterWithTags(sevens(100));
        assertThat(second).hasSize(100).allMatch(slot -> slot.index() < 1_200);
        assertThat(second).noneMatch(slot -> slot.tag() == first.get(0).tag());
    }

    @Test
    void aListOfFreedSlotsThatNamesAHeldOneIsNotBelieved() {
        Slot held = room.enter(policy, 1).get(0);
        REDIS.command("RPUSH sluice:1:{" + policy.id() + "}:freed " + held.index());

        assertThat(room.enter(policy, 1).get(0).index()).isNotEqualTo(held.index());
        assertThat(room.renew(policy, held, Renewal.CONFIRM)).isInstanceOf(RenewDecision.Renewed.class);
    }

    @Test
    void aSlotReleasedTwiceIsFreedOnce() {
        List<Slot> slots = room.enter(policy, 8);
        room.release(policy, slots.get(3));
        room.release(policy, slots.get(3));

        assertThat(room.head(policy).used()).isEqualTo(7);
    }

    @Test
    void aLoweredCapacityCutsNobodyAndLetsNobodyIn() {
        List<Slot> slots = room.enter(policy, 8);
        Policy lower = policy.capacity(4);

        assertThat(room.admit(lower, 1).get(0)).isInstanceOf(AdmitDecision.Queued.class);
        assertThat(slots).allMatch(slot -> room.renew(lower, slot, Renewal.CONFIRM) instanceof RenewDecision.Renewed);
    }

    @Test
    void aGatewayWithAnOlderPolicyCannotAdmitOverALoweredCapacity() {
        Policy lower = policy.capacity(4);
        room.enter(lower, 4);

        try (Room other = new Room(REDIS.uri())) {
            assertThat(other.admit(policy, 1).get(0)).isInstanceOf(AdmitDecision.Queued.class);
        }
    }

    @Test
    void anUnconfirmedSlotIsReapedAfterTheFirstLeaseAndAConfirmedOneIsNot() {
        Policy brief = policy.leases(Duration.ofSeconds(8), Duration.ofSeconds(3));
        List<Slot> slots = room.enter(brief, 2);
        room.renew(brief, slots.get(0), Renewal.CONFIRM);

        reapUntilUsed(brief, 1, Duration.ofSeconds(7));

        assertThat(room.renew(brief, slots.get(0), Renewal.RENEW)).isInstanceOf(RenewDecision.Renewed.class);
        assertThat(room.renew(brief, slots.get(1), Renewal.CONFIRM)).isInstanceOf(RenewDecision.Stale.class);
    }

    @Test
    void aFirstLeaseThatRanOutUnconfirmedCannotBeConfirmedEvenBeforeItIsReaped() {
        Policy brief = policy.leases(Duration.ofSeconds(3), Duration.ofSeconds(1));
        Slot slot = room.enter(brief, 1).get(0);
        Await.seconds(4, () -> room.promote(brief));

        assertThat(room.renew(brief, slot, Renewal.CONFIRM)).isInstanceOf(RenewDecision.Stale.class);
        assertThat(room.head(brief).used()).as("nobody reaped it").isEqualTo(1);
    }

    @Test
    void aClosingPageShrinksTheLeaseAndAReloadRestoresIt() {
        Policy brief = policy.leases(Duration.ofSeconds(8), Duration.ofSeconds(3));
        List<Slot> slots = room.enter(brief, 2);
        slots.forEach(slot -> room.renew(brief, slot, Renewal.CONFIRM));
        slots.forEach(slot -> room.renew(brief, slot, Renewal.CLOSE));
        room.renew(brief, slots.get(0), Renewal.RENEW);

        reapUntilUsed(brief, 1, Duration.ofSeconds(7));

        assertThat(room.renew(brief, slots.get(0), Renewal.RENEW)).isInstanceOf(RenewDecision.Renewed.class);
    }

    @Test
    void aLoweredLeaseCutsNobodyWhoWasPromisedTheLongerOne() {
        Policy longer = policy.leases(Duration.ofSeconds(60), Duration.ofSeconds(21));
        Slot slot = room.enter(longer, 1).get(0);
        room.renew(longer, slot, Renewal.CONFIRM);
        Policy shorter = longer.leases(Duration.ofSeconds(4), Duration.ofSeconds(3));
        room.renew(shorter, slot, Renewal.RENEW);

        Await.seconds(6, () -> room.reap(shorter));

        assertThat(room.head(shorter).used()).isEqualTo(1);
    }

    @Test
    void theOpenGateLetsEverybodyInAndClosingItCutsNobody() {
        Policy open = policy.gate(Gate.OPEN);
        List<Slot> slots = room.enter(open, 100);
        Policy auto = open.gate(Gate.AUTO);

        assertThat(room.admit(auto, 1).get(0)).isInstanceOf(AdmitDecision.Queued.class);
        assertThat(slots).allMatch(slot -> room.renew(auto, slot, Renewal.CONFIRM) instanceof RenewDecision.Renewed);
        assertThat(room.head(auto).used()).isEqualTo(100);
    }

    @Test
    void rejectRefusesWhoeverFindsItFullAndMaintenanceEverybody() {
        Policy reject = policy.gate(Gate.REJECT);
        room.enter(reject, 8);

        assertThat(room.admit(reject, 1).get(0)).isInstanceOf(AdmitDecision.Refused.class);
        assertThat(room.admit(reject.gate(Gate.MAINTENANCE), 1).get(0)).isInstanceOf(AdmitDecision.Refused.class);
        assertThat(room.head(reject).present()).isZero();
    }

    @Test
    void theArrivalRateLimitsWhoGetsInAtOnce() {
        policy = policy.capacity(1_000).rate("50/s");

        // a tenth of a second's worth in one call: five
        assertThat(enterWithTags(sevens(100))).hasSize(5);
    }

    @Test
    void theRateOfArrivalsIsRightFromTheFirstSecondsOn() {
        Policy large = policy.capacity(1_000);
        room.enter(large, 100);

        Await.until(Duration.ofSeconds(5), () -> {
            room.reap(large);
            return room.head(large).arrivalsMilli() > 0;
        });
        // a second and a little more after the first
        assertThat(room.head(large).arrivalsMilli()).isBetween(30_000L, 100_000L);
    }

    @Test
    void aHundredThousandSlotsAreFoundAgainAfterTheyWereFreed() {
        Policy big = policy.capacity(100_000).leases(Duration.ofSeconds(4), Duration.ofSeconds(3));
        room.enter(big, 100_000);
        assertThat(room.admit(big, 1).get(0)).isInstanceOf(AdmitDecision.Queued.class);

        reapUntilUsed(big, 0, Duration.ofSeconds(20));
        Policy other = big.gate(Gate.OPEN);

        assertThat(room.enter(other, 100_000))
                .extracting(Slot::index)
                .doesNotHaveDuplicates()
                .allMatch(i -> i < 102_400);
        assertThat(room.head(other).used()).isEqualTo(100_000);
    }

    private static byte[] sevens(int n) {
        byte[] sevens = new byte[2 * n];
        Arrays.fill(sevens, (byte) 7);
        return sevens;
    }

    private Slot enterWithTag(byte[] drawn) {
        return enterWithTags(drawn).get(0);
    }

    /** Newcomers, as {@link Room#enter} has them, with the tags given that a secure source draws, two bytes each. */
    private List<Slot> enterWithTags(byte[] drawn) {
        int n = drawn.length / 2;
        Answer.Done done = (Answer.Done) Room.await(room.streams.stream(policy.live())
                .calls()
                .call(new StreamCalls.Request(
                        StreamScripts.ADMIT,
                        0,
                        head -> Admissions.chunks(head.tail(), head.tail() + n - 1),
                        List.of(StreamCalls.text(n), drawn),
                        late -> {})));
        return Admissions.slots(done, done.bytes(0), i -> done.number(1) + i);
    }

    private void reapUntilUsed(Policy brief, long used, Duration within) {
        Await.until(within, () -> {
            room.reap(brief);
            return room.head(brief).used() == used;
        });
    }
}
