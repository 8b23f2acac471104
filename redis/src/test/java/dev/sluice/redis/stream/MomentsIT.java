package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Gate;
import dev.sluice.redis.RedisServer;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds until when, to the microsecond. */
final class MomentsIT {

    private static final int LEASE = 45;
    private static final int FIRST_LEASE = 20;

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    @AutoClose
    private final Play play = new Play(REDIS.uri());

    @Test
    void whatIsCalledTwiceInOneMicrosecondIsDoneTwice() {
        assertThat(play.tick()).isEqualTo("OK");
        assertThat(play.tick()).isEqualTo("OK");
    }

    @Test
    void aRecoveryIsOverWhenItsTimeIs() {
        play.admit(1);
        play.restart();
        play.tick();
        play.pass(LEASE - 1);
        play.later(Play.SECOND - 1);
        assertThat(play.admit(1).in()).isEmpty();
        play.giveUp(play.head().tail() - 1);

        play.later(1);

        assertThat(play.admit(1).in()).hasSize(1);
        assertThat(play.head().recoveryMillis()).isZero();
    }

    /** A token counts for two seconds more than its lease: what gateways reckon of Redis' clock may be so wrong. */
    @ParameterizedTest
    @CsvSource({"0, false, 47000000, 1", "0, false, 47000001, 0", "1, false, 22000000, 1", "1, false, 22000001, 0"})
    void aTokenIsGoodForItsLeaseBeforeTheLoss(int kind, boolean offline, long agoMicros, int due) {
        Play.Session session = play.admit(1).in().get(0);
        play.flush();

        assertThat(play.renew(session, kind, agoMicros, offline)).isEqualTo(due);
    }

    @ParameterizedTest
    @CsvSource({"0, 47000000, 1", "0, 47000001, 0", "1, 47000000, 1", "1, 47000001, 0"})
    void anAcceptanceWithoutTheStoreIsGoodForALease(int kind, long agoMicros, int due) {
        Play.Session session = play.admit(1).in().get(0);
        play.release(session, Reference.Return.UNDELIVERED);

        assertThat(play.renew(session, kind, agoMicros, true)).isEqualTo(due);
    }

    @Test
    void whoCallsIsHeardAtMostEachNinetyMilliseconds() {
        play.admit(8);
        play.admit(9);
        assertThat(play.promote()).isPositive();
        play.rules(Gate.AUTO, 100);

        play.later(89_999);
        assertThat(play.promote()).isZero();
        play.later(1);
        assertThat(play.promote()).isPositive();
    }

    /** The first lease, as a slot keeps it, and a reap cycle: for so long a ticket whose answer was lost has that slot. */
    @Test
    void aTicketHasOneUnconfirmedSlotWheneverInAClaimingWindowItWasClaimed() {
        for (int into = 28; into < 35; into++) {
            try (Play own = new Play(REDIS.uri())) {
                long ticket = claimed(own, into);

                own.pass(FIRST_LEASE + LEASE / 4);

                assertThat(own.claim(ticket))
                        .as("claimed %s s into the window", into)
                        .isEqualTo(Play.NOT_YET);
            }
        }
    }

    @Test
    void whatNeverReachedItsListenerMayBeClaimedAgainWheneverInAClaimingWindow() {
        for (int into = 28; into < 35; into++) {
            try (Play own = new Play(REDIS.uri())) {
                long ticket = claimed(own, into);
                own.release(new Play.Session(own.given().get(0), ticket), Reference.Return.UNDELIVERED);

                assertThat(own.claim(ticket)).as("%s s into the window", into).isEqualTo(Play.IN);
                own.release(new Play.Session(own.given().get(0), ticket), Reference.Return.UNDELIVERED);
                own.pass(15);
                assertThat(own.claim(ticket))
                        .as("%s s and 15 s into the window", into)
                        .isEqualTo(Play.IN);
            }
        }
    }

    @Test
    void whoWasMovedIsKnownForTwoLeasesAfterItLastAskedAndForFourAtMost() {
        Play.Session session = play.admit(1).in().get(0);
        Play.Session moved = move(session);
        for (int i = 0; i < 6; i++) {
            play.pass(LEASE - 1);
            assertThat(play.renew(session, Reference.Token.RENEW)).isEqualTo(Play.MOVED);
            assertThat(play.given()).containsExactly(moved.slot());
        }

        for (int i = 0; i < 4; i++) {
            play.pass(LEASE);
            play.renew(moved, Reference.Token.RENEW);
        }
        play.pass(2);

        assertThat(play.renew(session, Reference.Token.RENEW)).isEqualTo(Play.STALE);
    }

    @Test
    void whoWasMovedHasTheLeaseOfTheOtherSlotRenewedByTheOldToken() {
        Play.Session session = play.admit(1).in().get(0);
        Play.Session moved = move(session);
        play.pass(LEASE - 5);
        Play.Session other = play.admit(1).in().get(0);
        assertThat(other.slot().slot()).isEqualTo(session.slot().slot());
        play.renew(other, Reference.Token.CONFIRM);

        assertThat(play.renew(session, Reference.Token.RENEW)).isEqualTo(Play.MOVED);
        play.pass(LEASE - 1);

        play.reap();
        assertThat(play.held()).containsKey(moved.slot().slot());
    }

    @Test
    void whoWasMovedKeepsTheLeaseThatWasPromisedThere() {
        Play.Session session = play.admit(1).in().get(0);
        Play.Session moved = move(session);
        play.take(new Reference.Rules(9, Gate.AUTO, 8, 9, 4, 0, 1, 4 * Play.SECOND, 20));

        assertThat(play.renew(session, Reference.Token.RENEW)).isEqualTo(Play.MOVED);
        play.pass(LEASE - 5);

        play.reap();
        assertThat(play.held()).containsKey(moved.slot().slot());
    }

    @Test
    void whoEntersByAnOpenGateTakesNothingFromTheArrivalRate() {
        play.rules(Gate.OPEN, 100, Play.SECOND, 2);
        assertThat(play.admit(20).in()).hasSize(20);
        play.rules(Gate.AUTO, 100, Play.SECOND, 2);

        assertThat(play.admit(5).in()).hasSize(2);
    }

    /** The counter of seconds has 16 bits, and 0 in it says that a slot is free. */
    @Test
    void aLeaseThatEndsWhereTheCounterOfSecondsWrapsIsALease() {
        play.field("clk", (65_536 - LEASE - 1) * Play.SECOND);
        Play.Session session = play.admit(1).in().get(0);
        assertThat(play.renew(session, Reference.Token.CONFIRM)).isEqualTo(Play.RENEWED);

        assertThat(play.renew(session, Reference.Token.RENEW)).isEqualTo(Play.RENEWED);
        play.pass(LEASE);
        assertThat(play.reap()).isZero();
        play.pass(3);
        assertThat(play.reap()).isOne();
    }

    /** Looking is what gateways do before each answer, on replicas too. */
    @Test
    void aLookChangesNothingWhateverIsDue() {
        Play.Session session = play.admit(1).in().get(0);
        move(session);
        for (int second = 0; second < 4 * LEASE; second++) {
            play.later(Play.SECOND);
            long clock = play.field("clk");
            long moves = play.redis().exists(Play.key("moves:0"), Play.key("moves:1"));

            assertThat(play.look()).isEqualTo("OK");

            assertThat(play.field("clk")).isEqualTo(clock);
            assertThat(play.redis().exists(Play.key("moves:0"), Play.key("moves:1")))
                    .isEqualTo(moves);
            play.tick();
        }
    }

    /** Its slot goes to somebody else, and it was served without the store meanwhile. */
    private Play.Session move(Play.Session session) {
        play.release(session, Reference.Return.UNDELIVERED);
        Play.Session thief = play.admit(1).in().get(0);
        assertThat(thief.slot().slot()).isEqualTo(session.slot().slot());
        assertThat(play.renew(session, Reference.Token.RENEW, 0, true)).isEqualTo(Play.MOVED);
        assertThat(play.head().used()).isEqualTo(2);
        Play.Session moved = new Play.Session(play.given().get(0), session.number());
        play.release(thief, Reference.Return.LEFT);
        return moved;
    }

    /** A ticket that was claimed so many seconds after it came. */
    private static long claimed(Play own, int seconds) {
        own.admit(8);
        long ticket = own.admit(1).tickets().get(0);
        own.rules(Gate.AUTO, 50);
        own.pass(seconds);
        own.mark(false, List.of(ticket));
        own.promote();
        assertThat(own.claim(ticket)).isEqualTo(Play.IN);
        return ticket;
    }
}
