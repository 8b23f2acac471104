package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.RedisServer;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.waitingroom.Attempt;
import dev.sluice.redis.waitingroom.ClaimDecision;
import dev.sluice.redis.waitingroom.Ticket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Redis does what it is asked in time, and the answer comes when nobody waits for it any more. */
final class LateAnswersIT {

    private static final Duration SOON = Duration.ofSeconds(5);

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private Room room;
    private Policy policy;

    @BeforeEach
    void open(TestInfo test) {
        room = new Room(REDIS.uri());
        policy =
                Policy.of(Integer.toHexString(test.getDisplayName().hashCode())).capacity(1);
        // Redis has the scripts, and the gateway knows the stream
        room.release(policy, room.enter(policy, 1).get(0));
    }

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void aSlotThatALateAnswerBringsIsGivenBack() {
        long tail = room.head(policy).tail();
        room.endNextDeadline();
        assertThat(room.admit(policy, 1).get(0)).isInstanceOf(AdmitDecision.StoreLost.class);

        Await.until(SOON, () -> {
            room.reap(policy);
            return room.head(policy).tail() > tail && room.head(policy).used() == 0;
        });
        assertThat(room.admit(policy, 1).get(0)).isInstanceOf(AdmitDecision.Granted.class);
    }

    @Test
    void aTicketThatALateAnswerBringsIsGivenUp() {
        Policy none = policy.capacity(0);
        long tail = room.head(policy).tail();
        room.endNextDeadline();
        assertThat(room.admit(none, 1).get(0)).isInstanceOf(AdmitDecision.StoreLost.class);

        Ticket ticket = new Ticket(room.head(policy).incarnation(), tail);
        Await.until(SOON, () -> room.claim(none, ticket, Attempt.FIRST) instanceof ClaimDecision.Spent);
    }

    @Test
    void aTicketWhoseClaimIsAnsweredTooLateMayClaimAgain() {
        Policy none = policy.capacity(0);
        Ticket ticket = room.queue(none, 1).get(0);
        Policy one = none.capacity(1);
        Await.until(SOON, () -> room.promote(one) > 0);

        room.endNextDeadline();
        assertThat(room.claim(one, ticket, Attempt.FIRST)).isInstanceOf(ClaimDecision.StoreLost.class);
        Await.until(SOON, () -> room.claim(one, ticket, Attempt.AGAIN) instanceof ClaimDecision.Granted);
        assertThat(room.head(one).used()).isEqualTo(1);
    }
}
