package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.RedisServer;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.store.StoreMode;
import java.time.Duration;
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
        long before = room.head(policy).used();

        REDIS.pause();
        List<AdmitDecision> decisions = room.admit(policy, 3);
        REDIS.resume();

        assertThat(decisions).allMatch(d -> d instanceof AdmitDecision.StoreLost);
        untilAnswered();
        assertThat(room.head(policy).used()).isEqualTo(before);
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
            room.streams.stream(brief.live())
                    .calls()
                    .call(new StreamCalls.Request(StreamScripts.REAP, 0, h -> List.of(), List.of(), late -> {}));
        });
        assertThat(room.renew(brief, slot, Renewal.RENEW)).isInstanceOf(RenewDecision.Renewed.class);
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

    private void untilAdmitted() {
        untilIn(policy);
    }

    /** A call that changes nothing is answered again. */
    private void untilAnswered() {
        Await.until(
                Duration.ofSeconds(10),
                () -> Room.await(room.streams.stream(policy.live())
                                .calls()
                                .call(new StreamCalls.Request(
                                        StreamScripts.VIEW,
                                        0,
                                        head -> List.of(),
                                        List.of(StreamCalls.text(0)),
                                        late -> {})))
                        instanceof Answer.Done);
    }
}
