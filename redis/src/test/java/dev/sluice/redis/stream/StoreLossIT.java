package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Gate;
import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.StoreLoss;
import dev.sluice.redis.RedisServer;
import dev.sluice.redis.admission.Acceptance;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.store.StoreMode;
import dev.sluice.redis.waitingroom.Attempt;
import dev.sluice.redis.waitingroom.ClaimDecision;
import dev.sluice.redis.waitingroom.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class StoreLossIT {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private final Policy policy = Policy.of("loss").capacity(100);
    private Room room;

    @BeforeEach
    void open() {
        room = new Room(REDIS.uri(), Duration.ofMillis(200));
    }

    @AfterEach
    void close() {
        REDIS.resume();
        room.close();
    }

    @Test
    void whatRedisRunsAfterTheDeadlineTakesNothing() {
        untilAdmitted();
        // what came too late of the first attempts is given back
        Await.seconds(1, () -> room.look(policy));
        long before = room.head(policy).used();
        long tail = room.head(policy).tail();

        REDIS.pause();
        List<AdmitDecision> decisions = room.admit(policy, 3);
        REDIS.resume();

        assertThat(decisions).allMatch(d -> d instanceof AdmitDecision.StoreLost);
        untilAnswered();
        assertThat(room.head(policy).used()).isEqualTo(before);
        assertThat(room.head(policy).tail())
                .as("nothing was given, not even for a moment")
                .isEqualTo(tail);
    }

    @Test
    void aCopyTellsAsOfWhenItIsAndStaysAtThatWhileRedisDoesNotAnswer() {
        untilAdmitted();
        Instant first = asOf();
        Await.until(Duration.ofSeconds(10), () -> asOf().isAfter(first));

        REDIS.pause();
        Await.until(Duration.ofSeconds(10), () -> {
            room.admit(policy, 1);
            return room.store.mode() == StoreMode.LOST;
        });
        Instant last = asOf();
        long then = room.store.nowMicros();
        Await.seconds(1, () -> {});
        assertThat(asOf()).isEqualTo(last).isBefore(Instant.EPOCH.plus(then, ChronoUnit.MICROS));

        REDIS.resume();
        Await.until(Duration.ofSeconds(10), () -> asOf().isAfter(Instant.EPOCH.plus(then, ChronoUnit.MICROS)));
    }

    @Test
    void whileRedisDoesNotAnswerCallsFailAtOnceAndTheModeSaysSo() {
        untilAdmitted();
        REDIS.pause();
        Await.until(Duration.ofSeconds(10), () -> {
            room.admit(policy, 1);
            return room.store.mode() == StoreMode.LOST;
        });

        REDIS.resume();
        untilAnswered();
        Await.until(Duration.ofSeconds(10), () -> {
            room.admit(policy.capacity(0), 1);
            return room.store.mode() == StoreMode.UP;
        });
    }

    @Test
    void aRenewalThatRedisDidNotTakeIsSentAgain() {
        Policy brief = Policy.of("again").leases(Duration.ofSeconds(24), Duration.ofSeconds(9));
        Slot slot = untilIn(brief);
        REDIS.pause();
        assertThat(room.renew(brief, slot, Renewal.CONFIRM)).isInstanceOf(RenewDecision.StoreLost.class);
        REDIS.resume();
        Await.until(Duration.ofSeconds(10), () -> {
            room.streams.redeliver();
            return !(room.admit(brief.capacity(1), 1).get(0) instanceof AdmitDecision.StoreLost);
        });

        // longer than the first lease: only the renewal sent again can have kept it
        Await.seconds(11, () -> {
            room.streams.redeliver();
            Room.await(room.streams.stream(brief.live())
                    .calls()
                    .call(new StreamCalls.Request(StreamScripts.REAP, 0, h -> List.of(), List.of(), late -> {})));
        });
        // whether the slot is held is the question, not how soon Redis tells it
        try (Room patient = new Room(REDIS.uri())) {
            assertThat(patient.renew(brief, slot, Renewal.RENEW)).isInstanceOf(RenewDecision.Renewed.class);
        }
    }

    @Test
    void whoIsLetInWithoutRedisGetsASlotAsSoonAsItAnswersAndTheTicketIsSpent() {
        Policy full = Policy.of("open").capacity(1);
        untilIn(full);
        AdmitDecision.Queued[] queued = new AdmitDecision.Queued[1];
        Await.until(Duration.ofSeconds(10), () -> {
            if (room.admit(full, 1).get(0) instanceof AdmitDecision.Queued place) {
                queued[0] = place;
            }
            return queued[0] != null;
        });
        Ticket ticket = new Ticket(queued[0].incarnation(), queued[0].number());
        LivePolicy live = full.live(StoreLoss.OPEN);

        REDIS.pause();
        AdmitDecision.Granted newcomer = (AdmitDecision.Granted) Room.await(room.streams.admit(live));
        ClaimDecision.Granted waiter =
                (ClaimDecision.Granted) Room.await(room.streams.claim(live, ticket, Attempt.FIRST));
        assertThat(List.of(newcomer.slot(), waiter.slot())).allMatch(Slot::isNowhere);
        assertThat(waiter.slot().number()).isEqualTo(ticket.number());
        assertThat(Room.await(room.streams.renew(
                        live, newcomer.slot(), Renewal.CONFIRM, new Acceptance(newcomer.acceptedAtMicros(), true))))
                .isInstanceOf(RenewDecision.StoreLost.class);
        REDIS.resume();
        untilAnswered();

        // sent again by the gateway, whether the listener asks or not
        Await.until(Duration.ofSeconds(10), () -> {
            room.streams.redeliver();
            return room.head(full).used() == 2;
        });
        try (Room patient = new Room(REDIS.uri())) {
            assertThat(Room.await(patient.streams.renew(
                            live, waiter.slot(), Renewal.CONFIRM, new Acceptance(waiter.acceptedAtMicros(), true))))
                    .isInstanceOf(RenewDecision.Moved.class);
            assertThat(patient.head(full).used()).isEqualTo(3);
            assertThat(patient.claim(full, ticket, Attempt.RETURNING)).isInstanceOf(ClaimDecision.Spent.class);
        }
    }

    @Test
    void aStreamThatIsHeldLetsNobodyInWithoutRedisEither() {
        Policy held = Policy.of("held").gate(Gate.HOLD);
        REDIS.pause();
        assertThat(Room.await(room.streams.admit(held.live(StoreLoss.OPEN))))
                .isInstanceOf(AdmitDecision.StoreLost.class);
    }

    private Slot untilIn(Policy wanted) {
        Slot[] slot = new Slot[1];
        Await.until(Duration.ofSeconds(10), () -> {
            if (room.admit(wanted, 1).get(0) instanceof AdmitDecision.Granted granted) {
                slot[0] = granted.slot();
            }
            return slot[0] != null;
        });
        return slot[0];
    }

    private Instant asOf() {
        return Room.await(room.streams.look(policy.live())).asOf().orElseThrow();
    }

    private void untilAdmitted() {
        untilIn(policy);
    }

    /** A call that changes nothing is answered again, if only by that nobody was ever in that stream. */
    private void untilAnswered() {
        Await.until(
                Duration.ofSeconds(10),
                () -> !(Room.await(room.streams.stream(policy.live())
                                .calls()
                                .call(new StreamCalls.Request(
                                        StreamScripts.VIEW,
                                        0,
                                        head -> List.of(),
                                        List.of(StreamCalls.text(0)),
                                        late -> {})))
                        instanceof Answer.Lost));
    }
}
