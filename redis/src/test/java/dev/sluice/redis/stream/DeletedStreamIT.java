package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.HandTicker;
import dev.sluice.redis.RedisServer;
import dev.sluice.redis.admission.Acceptance;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.admission.SlotLedger;
import dev.sluice.redis.policy.Policies;
import dev.sluice.redis.waitingroom.Attempt;
import dev.sluice.redis.waitingroom.ClaimDecision;
import dev.sluice.redis.waitingroom.Ticket;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.RestoreArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream is deleted; another may be made by its name. */
final class DeletedStreamIT {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private final List<Room> rooms = new ArrayList<>();
    private RedisClient client;
    private StatefulRedisConnection<String, byte[]> redis;
    private Room room;
    private Policy policy;
    private Policy again;

    /** What became of the stream before it was made again. */
    enum Before {
        BURIED,
        /** Nobody looked between the deletion and the making. */
        AS_IT_WAS
    }

    @BeforeEach
    void open(TestInfo test) {
        client = RedisClient.create(RedisURI.create(REDIS.uri()));
        redis = client.connect(RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE));
        room = gateway();
        String name = test.getTestMethod().orElseThrow().getName() + test.getDisplayName();
        policy = Policy.of(Integer.toHexString(name.hashCode()));
        again = policy.madeAgain();
    }

    @AfterEach
    void close() {
        rooms.forEach(Room::close);
        redis.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }

    @Test
    void allThatItHadIsTakenAwayAndASmallTombstoneStays() {
        Policy big = policy.capacity(70_000);
        room.release(big, room.enter(big, 70_000).get(0));
        Policy full = big.capacity(0);
        List<Ticket> tickets = room.queue(full, 3);
        room.streams.present(full.live(), tickets.get(0));
        room.streams.stream(full.live()).sendMarks();
        room.streams.stream(full.live()).sendMarks();
        room.claim(full, tickets.get(0), Attempt.FIRST);
        room.claim(
                full,
                Ticket.ofReturner(tickets.get(0).incarnation(), tickets.get(0).number())
                        .orElseThrow(),
                Attempt.RETURNING);
        assertThat(keys()).contains("slots:0", "slots:1", "freed", "chunks").hasSizeGreaterThan(6);

        assertThat(Room.await(room.streams.bury(full.id(), full.deletion()))).isTrue();

        assertThat(keys()).containsExactly("state");
        assertThat(redis.sync().hkeys(key("state")))
                .containsExactlyInAnyOrder("inc", "tail", "endepoch", "endnumber", "dead");
        assertThat(Room.await(room.streams.bury(full.id(), full.deletion())))
                .as("once more")
                .isTrue();
        assertThat(keys()).containsExactly("state");
    }

    @Test
    void moreChunksThanACallTakesAreTakenAwayTooAndThoseOfReturners() {
        List<Slot> slots = room.enter(policy, 8);
        for (int i = 0; i < 100; i++) {
            Slot far = new Slot(slots.get(0).incarnation(), 0, 0, slots.get(0).number() - (long) i * StreamKeys.CHUNK);
            room.release(policy, far);
        }
        assertThat(keys()).hasSizeGreaterThan(200);

        assertThat(bury()).isTrue();

        assertThat(keys()).containsExactly("state");
    }

    @ParameterizedTest
    @EnumSource(Before.class)
    void aStreamMadeAgainBeginsAboveItWithoutRecovery(Before before) {
        List<Slot> slots = room.enter(policy, 8);
        Ticket ticket = room.queue(policy, 1).get(0);
        Head head = room.head(policy);
        end(before);

        assertThat(room.enter(again, 8)).allMatch(slot -> slot.number() > ticket.number());
        assertThat(room.head(again).incarnation()).isGreaterThan(head.incarnation());
        assertThat(room.head(again).isRecovering()).isFalse();
        assertThat(room.head(again).used()).isEqualTo(8);
        assertThat(slots).hasSize(8);
        assertThat(room.queue(again, 1).get(0).number()).isGreaterThan(ticket.number());
    }

    @ParameterizedTest
    @EnumSource(Before.class)
    void sessionsOfBeforeAreRefusedWhatTheyShowAndDo(Before before) {
        Slot old = room.enter(policy, 1).get(0);
        room.renew(policy, old, Renewal.CONFIRM);
        end(before);

        for (Renewal renewal : Renewal.values()) {
            assertThat(room.renew(again, old, renewal)).isInstanceOf(RenewDecision.Stale.class);
        }
        Acceptance offline = new Acceptance(room.store.nowMicros(), true);
        assertThat(room.renew(again, old, Renewal.RENEW, offline)).isInstanceOf(RenewDecision.Stale.class);
        assertThat(room.renew(again, Slot.nowhere(old.incarnation(), old.number()), Renewal.CONFIRM, offline))
                .isInstanceOf(RenewDecision.Stale.class);
        assertThat(room.head(again).used()).isZero();
        assertThat(room.head(again).isRecovering()).isFalse();

        Slot held = room.enter(again, 1).get(0);
        room.renew(again, held, Renewal.CONFIRM);
        Slot alike = new Slot(old.incarnation(), held.index(), held.tag(), old.number());
        assertThat(room.renew(again, alike, Renewal.RENEW)).isInstanceOf(RenewDecision.Stale.class);
        room.release(again, alike);
        assertThat(room.renew(again, held, Renewal.RENEW)).isInstanceOf(RenewDecision.Renewed.class);
        assertThat(room.head(again).used()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Before.class)
    void ticketsOfBeforeAreWorthNothing(Before before) {
        Slot slot = room.enter(policy, 8).get(0);
        room.renew(policy, slot, Renewal.CONFIRM);
        Ticket old = room.queue(policy, 1).get(0);
        Ticket returner = Ticket.ofReturner(slot.incarnation(), slot.number()).orElseThrow();
        end(before);

        assertThat(room.claim(again, old, Attempt.FIRST)).isInstanceOf(ClaimDecision.Spent.class);
        assertThat(room.claim(again, returner, Attempt.RETURNING)).isInstanceOf(ClaimDecision.Spent.class);
        Policy full = again.capacity(0);
        for (int i = 0; i < 60; i++) {
            room.streams.present(full.live(), new Ticket(old.incarnation(), old.number() - i));
        }
        room.streams.present(full.live(), returner);
        room.streams.stream(full.live()).sendMarks();
        room.streams.stream(full.live()).sendMarks();
        room.queue(full, 1);
        assertThat(room.head(full).present()).isEqualTo(1);
        assertThat(room.head(full).isRecovering()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Before.class)
    void aGatewayThatKnewTheEarlierStreamBeginsNoRecoveryOfIt(Before before) {
        Room other = gateway();
        other.enter(policy, 4);
        room.enter(policy, 4);
        end(before);

        assertThat(room.admit(again, 1).get(0)).isInstanceOf(AdmitDecision.Granted.class);
        assertThat(other.admit(again, 1).get(0)).isInstanceOf(AdmitDecision.Granted.class);
        other.look(again);
        assertThat(other.head(again).incarnation()).isEqualTo(room.head(again).incarnation());
        assertThat(other.head(again).isRecovering()).isFalse();
        assertThat(other.head(again).used()).isEqualTo(2);
    }

    @Test
    void whoDoesNotKnowOfTheDeletionYetChangesNothing() {
        Room other = gateway();
        Slot old = other.enter(policy, 1).get(0);
        end(Before.BURIED);

        assertThat(other.admit(policy, 1).get(0)).isInstanceOf(AdmitDecision.Refused.class);
        assertThat(other.renew(policy, old, Renewal.RENEW)).isInstanceOf(RenewDecision.Stale.class);
        assertThat(other.claim(policy, new Ticket(old.incarnation(), old.number()), Attempt.FIRST))
                .isInstanceOf(ClaimDecision.Spent.class);
        assertThat(keys()).containsExactly("state");

        Slot mine = room.enter(again, 1).get(0);
        assertThat(other.admit(policy, 1).get(0)).isInstanceOf(AdmitDecision.StoreLost.class);
        assertThat(other.renew(policy, mine, Renewal.CONFIRM))
                .as("it shall ask again")
                .isInstanceOf(RenewDecision.StoreLost.class);
        assertThat(other.renew(again, mine, Renewal.CONFIRM)).isInstanceOf(RenewDecision.Renewed.class);
        assertThat(other.head(again).used()).isEqualTo(1);
    }

    @Test
    void stringsOfSlotsThatOneOfBeforeLeftAreTakenAwayWithTheNext() {
        room.enter(policy.capacity(70_000), 70_000);
        end(Before.AS_IT_WAS);
        room.enter(again, 1);
        assertThat(keys()).contains("slots:1");

        assertThat(Room.await(room.streams.bury(again.id(), again.deletion()))).isTrue();

        assertThat(keys()).containsExactly("state");
    }

    @Test
    void aStreamWhosePolicyIsLaterThanItsDeletionIsNotBuried() {
        Policy later = policy.capacity(9).capacity(8);
        Slot slot = room.enter(later, 1).get(0);

        assertThat(bury()).isTrue();

        assertThat(room.renew(later, slot, Renewal.CONFIRM)).isInstanceOf(RenewDecision.Renewed.class);
    }

    @Test
    void whatRedisLostOfADeletedStreamIsBuriedOnceMore() {
        Slot slot = room.enter(policy, 8).get(0);
        room.renew(policy, slot, Renewal.CONFIRM);
        Ticket old = room.queue(policy, 1).get(0);
        end(Before.BURIED);
        REDIS.flush();
        Room other = gateway();

        end(Before.BURIED);

        assertThat(other.claim(again, old, Attempt.FIRST)).isInstanceOf(ClaimDecision.Spent.class);
        assertThat(other.renew(again, slot, Renewal.RENEW)).isInstanceOf(RenewDecision.Stale.class);
        assertThat(other.enter(again, 1).get(0).number()).isGreaterThan(old.number());
        assertThat(other.head(again).isRecovering()).isFalse();
    }

    @Test
    void whoKnowsWhenItWasMadeAgainTellsAfterALossEvenIfOthersCameFirst() {
        Slot slot = room.enter(policy, 8).get(0);
        Ticket old = room.queue(policy, 1).get(0);
        end(Before.BURIED);
        room.enter(again, 1);
        REDIS.flush();
        Room fresh = gateway();
        fresh.admit(again, 1);
        assertThat(fresh.streams.era(again.live(), slot.incarnation())).isEqualTo(SlotLedger.Era.THIS);

        room.look(again);
        room.admit(again, 1);
        fresh.admit(again, 1);

        assertThat(fresh.streams.era(again.live(), slot.incarnation())).isEqualTo(SlotLedger.Era.EARLIER);
        assertThat(fresh.claim(again, old, Attempt.FIRST)).isInstanceOf(ClaimDecision.Spent.class);
    }

    @Test
    void aStreamThatWasMadeAgainIsNotBuriedForItsEarlierDeletion() {
        end(Before.AS_IT_WAS);
        Slot slot = room.enter(again, 1).get(0);

        assertThat(bury()).isTrue();

        assertThat(room.renew(again, slot, Renewal.CONFIRM)).isInstanceOf(RenewDecision.Renewed.class);
    }

    @Test
    void aStreamThatNobodyWasEverInHasATombstoneTooSoThatNobodyWhoIsLateMakesItAgain() {
        assertThat(bury()).isTrue();

        assertThat(room.admit(policy, 1).get(0)).isInstanceOf(AdmitDecision.Refused.class);
        assertThat(keys()).containsExactly("state");
        assertThat(room.enter(again, 1)).hasSize(1);
        assertThat(room.head(again).isRecovering()).isFalse();
    }

    @Test
    void aStreamMayBeDeletedAndMadeAgainAsOftenAsOneLikes() {
        long last = 0;
        Policy now = policy;
        for (int i = 0; i < 4; i++) {
            Slot slot = room.enter(now, 1).get(0);
            assertThat(slot.incarnation()).isGreaterThan(last);
            assertThat(room.head(now).isRecovering()).isFalse();
            last = slot.incarnation();
            if (i % 2 == 0) {
                assertThat(Room.await(room.streams.bury(now.id(), now.deletion())))
                        .isTrue();
            }
            now = now.madeAgain();
        }
    }

    @Test
    void aLossAfterwardsBringsNobodyBackWhoListenedBefore() {
        Slot old = room.enter(policy, 1).get(0);
        room.renew(policy, old, Renewal.CONFIRM);
        end(Before.BURIED);
        Slot held = room.enter(again, 1).get(0);
        room.renew(again, held, Renewal.CONFIRM);
        REDIS.flush();

        assertThat(room.renew(again, old, Renewal.RENEW)).isInstanceOf(RenewDecision.Stale.class);
        assertThat(room.head(again).isRecovering()).isTrue();
        assertThat(room.renew(again, held, Renewal.RENEW)).isInstanceOf(RenewDecision.Renewed.class);
        assertThat(room.head(again).used()).isEqualTo(1);
    }

    @Test
    void aSnapshotOfBeforeTheDeletionIsALossOfTheStreamThatIsThere() {
        Slot old = room.enter(policy, 1).get(0);
        room.renew(policy, old, Renewal.CONFIRM);
        Map<String, byte[]> snapshot = new HashMap<>();
        keys().forEach(name -> snapshot.put(key(name), redis.sync().dump(key(name))));
        end(Before.BURIED);
        Slot held = room.enter(again, 1).get(0);
        room.renew(again, held, Renewal.CONFIRM);
        REDIS.flush();
        snapshot.forEach((key, value) -> redis.sync().restore(key, value, RestoreArgs.Builder.ttl(0)));

        assertThat(room.renew(again, held, Renewal.RENEW)).isInstanceOf(RenewDecision.Renewed.class);
        assertThat(room.head(again).isRecovering()).isTrue();
        assertThat(room.renew(again, old, Renewal.RENEW)).isInstanceOf(RenewDecision.Stale.class);
        assertThat(room.head(again).used()).isEqualTo(1);
    }

    @Test
    void ofWhichStreamASessionIsIsKnownFromTheFirstAnswerOn() {
        Slot old = room.enter(policy, 1).get(0);
        end(Before.BURIED);
        Room other = gateway();

        assertThat(other.streams.era(policy.live(), old.incarnation())).isEqualTo(SlotLedger.Era.THIS);
        assertThat(other.streams.era(again.live(), old.incarnation())).isEqualTo(SlotLedger.Era.UNKNOWN);
        Slot slot = other.enter(again, 1).get(0);
        assertThat(other.streams.era(again.live(), old.incarnation())).isEqualTo(SlotLedger.Era.EARLIER);
        assertThat(other.streams.era(again.live(), slot.incarnation())).isEqualTo(SlotLedger.Era.THIS);
        assertThat(other.streams.era(again.live(), 0))
                .as("let in without the store, by a gateway that knew nothing")
                .isEqualTo(SlotLedger.Era.THIS);
    }

    @Test
    void whoeverOwnsItTakesItAwayAndEverybodyForgetsIt() {
        room.enter(policy, 2);
        room.occupied.add(policy.id());
        HandTicker ticker = new HandTicker();
        Graves graves = new Graves(room.streams, room, ticker);
        graves.look(new Deleted(Map.of(policy.id(), policy.deletion())));

        Await.until(Duration.ofSeconds(10), () -> {
            graves.round();
            return room.vacant.contains(policy.id());
        });

        assertThat(keys()).containsExactly("state");
        assertThat(room.streams.all()).isEmpty();
        assertThat(room.streams.known()).isEmpty();

        REDIS.flush();
        graves.round();
        assertThat(keys()).isEmpty();
        ticker.advance(Duration.ofMinutes(1));
        graves.round();
        Await.until(Duration.ofSeconds(10), () -> keys().equals(List.of("state")));
    }

    private record Deleted(Map<StreamId, Revision> deleted) implements Policies {

        @Override
        public Optional<LivePolicy> find(StreamId id) {
            return Optional.empty();
        }

        @Override
        public Collection<LivePolicy> all() {
            return List.of();
        }

        @Override
        public Revision revision() {
            return Revision.NONE;
        }

        @Override
        public void onChange(Consumer<Policies> listener) {}
    }

    private Room gateway() {
        Room made = new Room(REDIS.uri());
        rooms.add(made);
        return made;
    }

    private void end(Before before) {
        if (before == Before.BURIED) {
            assertThat(bury()).isTrue();
        }
    }

    private boolean bury() {
        return Room.await(room.streams.bury(policy.id(), policy.deletion()));
    }

    private List<String> keys() {
        return redis.sync().keys(key("*")).stream()
                .map(name -> name.substring(key("").length()))
                .sorted()
                .toList();
    }

    private String key(String name) {
        return "sluice:1:{" + policy.id() + "}:" + name;
    }
}
