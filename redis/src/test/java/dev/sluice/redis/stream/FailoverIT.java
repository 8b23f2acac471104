package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.RedisServer;
import dev.sluice.redis.admission.Acceptance;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A replica takes over that lags: it has what was true when it was let go, and the gateway goes on with the store for a while
 * before that dies. The replica then listens where the store did, as behind an address that follows it.
 */
final class FailoverIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @RegisterExtension
    static final RedisServer STORE = new RedisServer("--repl-diskless-sync-delay", "0");

    @RegisterExtension
    static final RedisServer REPLICA = new RedisServer();

    private Room room;
    private Policy policy;

    @BeforeEach
    void follow(TestInfo test) {
        // the replica of the test before listens where the store did
        List<RedisServer> servers = List.of(STORE, REPLICA);
        servers.forEach(RedisServer::stop);
        servers.forEach(RedisServer::start);
        REPLICA.command("REPLICAOF 127.0.0.1 " + STORE.port());
        room = new Room(STORE.uri());
        policy = Policy.of(Integer.toHexString(test.getDisplayName().hashCode()))
                .leases(Duration.ofSeconds(4), Duration.ofSeconds(3));
    }

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void anotherRunIdBeginsARecoveryThoughTheIncarnationIsTheSame() {
        confirmed(1);
        long incarnation = room.head(policy).incarnation();
        letGo();
        takeOver();

        assertThat(room.admit(policy, 1).get(0)).isInstanceOf(AdmitDecision.Queued.class);
        assertThat(room.head(policy).incarnation()).isGreaterThan(incarnation);
        assertThat(room.head(policy).isRecovering()).isTrue();
    }

    @Test
    void whoeverRenewedWithinALeaseHasASlotOfHisOwnWhateverTheReplicaKnew() {
        Slot before = confirmed(1).get(0);
        Slot left = confirmed(1).get(0);
        letGo();
        room.release(policy, left);
        Slot heir = confirmed(1).get(0);
        Slot since = confirmed(1).get(0);
        assertThat(heir.index()).isEqualTo(left.index());
        takeOver();

        List<Slot> now = Stream.of(before, heir, since).map(this::restored).toList();
        assertThat(now).extracting(Slot::index).doesNotHaveDuplicates();
        // the one who left is in the replica still; the gateway sends the release again
        Await.until(SOON, () -> room.renew(policy, left, Renewal.RENEW) instanceof RenewDecision.Stale);
        assertThat(now).allMatch(slot -> room.renew(policy, slot, Renewal.RENEW) instanceof RenewDecision.Renewed);
        assertThat(room.head(policy).used()).isEqualTo(3);
    }

    /** The gateway that took the old holder's slot back is gone, too, so that nobody gives it back again. */
    @Test
    void whoseSlotIsStillSomebodyElsesInTheReplicaIsMoved() {
        Slot left = confirmed(1).get(0);
        letGo();
        try (Room gone = new Room(STORE.uri())) {
            gone.release(policy, left);
        }
        Slot heir = confirmed(1).get(0);
        assertThat(heir.index()).isEqualTo(left.index());
        takeOver();

        Slot now = restored(heir);
        assertThat(now.index()).isNotEqualTo(left.index());
        assertThat(restored(heir)).as("asked with the old token again").isEqualTo(now);
        assertThat(room.renew(policy, now, Renewal.RENEW)).isInstanceOf(RenewDecision.Renewed.class);
        assertThat(room.head(policy).used())
                .as("its own, and that of the one who left")
                .isEqualTo(2);
    }

    @Test
    void aTokenThatWasNotRenewedWithinALeaseBringsNothingBack() {
        confirmed(1);
        letGo();
        Slot since = confirmed(1).get(0);
        takeOver();

        Acceptance old = new Acceptance(room.store.nowMicros() - 10_000_000, false);
        assertThat(room.renew(policy, since, Renewal.RENEW, old)).isInstanceOf(RenewDecision.Stale.class);
        assertThat(room.head(policy).used()).isEqualTo(1);
    }

    private List<Slot> confirmed(int n) {
        List<Slot> slots = room.enter(policy, n);
        slots.forEach(slot -> room.renew(policy, slot, Renewal.CONFIRM));
        return slots;
    }

    /** The slot that somebody has after the loss. */
    private Slot restored(Slot slot) {
        RenewDecision decision = room.renew(policy, slot, Renewal.RENEW);
        assertThat(decision).isNotInstanceOf(RenewDecision.Stale.class);
        return decision instanceof RenewDecision.Moved moved ? moved.slot() : slot;
    }

    /** The replica has all that the store has now, and nothing of what comes after. */
    private static void letGo() {
        STORE.command("SET mark 1");
        Await.until(SOON, () -> REPLICA.command("EXISTS mark").equals(":1"));
        REPLICA.command("REPLICAOF NO ONE");
    }

    private void takeOver() {
        STORE.stop();
        REPLICA.command("CONFIG SET port " + STORE.port());
        Await.until(SOON, () -> {
            StreamCalls.Request tick =
                    new StreamCalls.Request(StreamScripts.REAP, 0, head -> List.of(), List.of(), late -> {});
            return Room.await(room.streams.stream(policy.live()).calls().call(tick)) instanceof Answer.Done;
        });
    }
}
