package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Gate;
import dev.sluice.redis.RedisServer;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What callers tell after a loss of state, and what it is good for. */
final class LossIT {

    private static final int LEASE = 45;

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    @AutoClose
    private final Play play = new Play(REDIS.uri());

    @Test
    void theLossIsWhenRedisLastAnsweredHoweverLongItWasAway() {
        Play.Session session = play.admit(1).in().get(0);
        play.later(100 * Play.SECOND);
        play.flush();

        assertThat(play.renew(session, Reference.Token.RENEW, 100 * Play.SECOND, false))
                .isEqualTo(Play.RENEWED);
    }

    /** Whoever called first had last heard of it earlier than this one, who finds the new incarnation there already. */
    @Test
    void theLossIsTheLatestThatAnybodyTells() {
        Play.Session session = play.admit(1).in().get(0);
        play.later(100 * Play.SECOND);
        play.flush();
        play.tick();
        play.field("lossat", play.now() - 200 * Play.SECOND);

        assertThat(play.renew(session, Reference.Token.RENEW, 150 * Play.SECOND, false))
                .isEqualTo(Play.STALE);
        assertThat(play.renew(session, Reference.Token.RENEW, 145 * Play.SECOND, false))
                .isEqualTo(Play.RENEWED);
    }

    @Test
    void aLossOfNowIsNotTheOneBefore() {
        Play.Session session = play.admit(1).in().get(0);
        play.field("lossat", play.now() - 200 * Play.SECOND);
        play.restart();
        play.forget();

        play.tick();

        assertThat(play.field("lossat")).isZero();
        assertThat(play.head().used()).isOne();
        assertThat(session.slot().slot()).isZero();
    }

    @Test
    void numbersBeginAboveAllThatTheStateHadAndAnyCallerKnew() {
        long high = play.head().tail() + 500 * Reference.CHUNK + 3;
        play.field("tail", high);
        play.restart();
        play.tick();
        assertThat(play.head().tail()).isGreaterThan(high);

        long higher = play.head().tail() + 500 * Reference.CHUNK + 3;
        play.field("tail", higher);
        play.tick();
        play.flush();
        play.tick();
        assertThat(play.head().tail()).isGreaterThan(higher);
    }

    @Test
    void aLaterIncarnationThanTheStateIsOfIsTakenFromATokenToo() {
        long incarnation = play.head().incarnation();

        play.bring(incarnation + 40);

        assertThat(play.head().incarnation()).isGreaterThan(incarnation + 40);
        assertThat(play.head().recoveryMillis()).isPositive();
    }

    @Test
    void anIncarnationIsAboveThatOfATokenThoughTimeWasSetBackAndNobodyKnowsMore() {
        long incarnation = play.head().incarnation();
        play.flush();
        play.later(-3_600 * Play.SECOND);

        play.bring(incarnation);

        assertThat(play.head().incarnation()).isGreaterThan(incarnation);
        assertThat(play.head().recoveryMillis()).isPositive();
    }

    @Test
    void whereSomebodyMayStillWaitIsLookedForFromNowServingToTheTail() {
        long base = Head.base(play.head().incarnation());
        play.field("ns", base + Reference.CHUNK + 7);
        play.field("tail", base + 3 * Reference.CHUNK + 1);
        play.tick();
        play.restart();

        play.tick();

        long chunk = base / Reference.CHUNK;
        assertThat(play.head().ranges()).containsExactly(new Head.Range(chunk + 1, chunk + 3));
    }

    @Test
    void nobodyIsLookedForWhereAllWereCalled() {
        play.admit(8);
        assertThat(play.head().nowServing()).isEqualTo(play.head().tail());
        play.restart();

        play.tick();

        assertThat(play.head().ranges()).isEmpty();
    }

    /** Whoever called first knew nothing, and called by what came since: the first who knows better undoes it. */
    @Test
    void whomABlankIncarnationCalledIsCalledNoMoreOnceThereIsOneBeforeIt() {
        long earlier = play.head().incarnation();
        play.later(2 * Play.SECOND);
        play.flush();
        play.forget();
        play.tick();
        play.admit(8);
        play.admit(3);
        assertThat(play.promote()).isPositive();
        assertThat(play.head().eligible()).isPositive();

        play.bring(earlier);

        assertThat(play.head().recoveryMillis()).isPositive();
        assertThat(play.head().nowServing()).isZero();
        assertThat(play.head().eligible()).isZero();
    }

    @Test
    void nobodyIsCalledWhoIsBehindTheLastNumber() {
        play.rules(Gate.HOLD, 8);
        List<Long> tickets = play.admit(3).tickets();
        play.field("ns", play.head().tail() + 5_000_000L * Reference.CHUNK);
        play.tick();
        play.flush();

        play.tick();

        assertThat(play.head().nowServing()).isEqualTo(play.head().tail());
        assertThat(tickets).allMatch(ticket -> ticket < play.head().nowServing());
    }

    /** Whom it is news to that somebody is called has everybody show again: for that there is time. */
    @Test
    void whoIsPresentMayShowAgainForAWindowWhenAnotherNowServingComesToLight() {
        play.rules(Gate.HOLD, 8);
        List<Long> tickets = play.admit(3).tickets();
        long serving = tickets.get(1);
        play.restart();
        play.mark(false, tickets);
        play.pass(LEASE - 1);
        play.mark(false, tickets);
        assertThat(play.head().present()).isEqualTo(3);
        assertThat(play.head().recoveryMillis()).isLessThanOrEqualTo(1_000);

        play.tell(serving);

        assertThat(play.head().present()).isZero();
        assertThat(play.head().recoveryMillis()).isEqualTo(4_000);
        play.mark(false, tickets);
        assertThat(play.head().eligible()).isOne();
    }

    @Test
    void whoTellsOfNothingNewMakesNobodyShowAgain() {
        play.rules(Gate.HOLD, 8);
        List<Long> tickets = play.admit(3).tickets();
        long beyond = play.head().tail() + 5_000_000L * Reference.CHUNK;
        play.restart();
        play.mark(false, tickets);
        play.tell(beyond);
        assertThat(play.head().present()).isZero();
        play.mark(false, tickets);

        play.tell(beyond);

        assertThat(play.head().present()).isEqualTo(3);
    }

    /** Marks of the window that is over are of nobody who waits; those of the one before it may be. */
    @Test
    void whoIsPresentByAnEarlierMarkAloneShowsAgainToo() {
        play.rules(Gate.HOLD, 8);
        List<Long> tickets = play.admit(3).tickets();
        play.restart();
        play.mark(false, tickets);
        play.pass(4);
        assertThat(play.head().present()).isEqualTo(3);

        play.tell(tickets.get(1));

        assertThat(play.head().present()).isZero();
    }
}
