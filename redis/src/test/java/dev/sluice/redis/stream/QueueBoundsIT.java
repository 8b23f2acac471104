package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Gate;
import dev.sluice.redis.RedisServer;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tickets where something ends: a chunk of them, what was issued, who is present, an incarnation. */
final class QueueBoundsIT {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    @AutoClose
    private final Play play = new Play(REDIS.uri());

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 8, 16, 20, 31, 36})
    void ticketsOfTwoChunksAreAllPresentAndInOrder(int before) {
        tailAt(Reference.CHUNK - before);
        play.rules(Gate.HOLD, 8);

        List<Long> tickets = play.admit(40).tickets();

        assertThat(tickets).hasSize(40);
        assertThat(play.head().present()).isEqualTo(40);
        assertThat(play.present(tickets.get(0) / Reference.CHUNK)).isEqualTo(before);
        assertThat(play.present(tickets.get(39) / Reference.CHUNK)).isEqualTo(40 - before);
        play.rules(Gate.OPEN, 8);
        assertThat(play.promote()).isEqualTo(40);
        assertThat(tickets).allMatch(ticket -> play.claim(ticket) == Play.IN);
    }

    @Test
    void newcomersAreToldWhenTheirChunksAreNotDeclaredAndOnlyThen() {
        long base = tailAt(Reference.CHUNK - 20);
        long chunk = base / Reference.CHUNK;

        assertThat(status(List.of(chunk), 21)).isEqualTo("KEYS");
        assertThat(status(List.of(chunk + 1), 21)).isEqualTo("KEYS");
        assertThat(play.head().tail()).isEqualTo(base + Reference.CHUNK - 20);
        assertThat(status(List.of(chunk), 20)).isEqualTo("OK");
    }

    @Test
    void aTicketThatWasNotIssuedYetIsNotPresent() {
        play.rules(Gate.HOLD, 8);
        List<Long> tickets = play.admit(3).tickets();

        play.mark(false, List.of(tickets.get(2) + 1));
        assertThat(play.head().present()).isEqualTo(3);
        play.mark(false, List.of(tickets.get(2)));
        assertThat(play.head().present()).isEqualTo(3);
    }

    /** By the marks of this window and of the next: a mark holds for two. */
    @Test
    void whoIsInOrLeftIsPresentInNeitherWindow() {
        play.admit(8);
        List<Long> tickets = play.admit(4).tickets();
        play.rules(Gate.AUTO, 20);
        play.promote();
        assertThat(play.claim(tickets.get(0))).isEqualTo(Play.IN);
        play.giveUp(tickets.get(1));
        play.pass(4);

        assertThat(play.head().present()).isEqualTo(2);
        assertThat(play.present(tickets.get(0) / Reference.CHUNK)).isEqualTo(2);
    }

    @Test
    void aNewTicketIsPresentForTwoWindows() {
        play.rules(Gate.HOLD, 8);
        long chunk = play.admit(2).tickets().get(0) / Reference.CHUNK;
        play.pass(4);
        assertThat(play.head().present()).isEqualTo(2);
        assertThat(play.present(chunk)).isEqualTo(2);
        play.pass(4);
        assertThat(play.head().present()).isZero();
        assertThat(play.present(chunk)).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMarkHoldsForTwoWindows(boolean bits) {
        play.rules(Gate.HOLD, 8);
        List<Long> tickets = play.admit(2).tickets();
        play.pass(8);
        play.mark(bits, tickets);
        play.pass(4);
        assertThat(play.head().present()).isEqualTo(2);
        assertThat(play.present(tickets.get(0) / Reference.CHUNK)).isEqualTo(2);
        play.pass(4);
        assertThat(play.head().present()).isZero();
    }

    @Test
    void aTicketThatWasConfirmedIsSpent() {
        play.admit(8);
        long ticket = play.admit(1).tickets().get(0);
        play.rules(Gate.AUTO, 20);
        play.promote();
        assertThat(play.claim(ticket)).isEqualTo(Play.IN);
        play.renew(new Play.Session(play.given().get(0), ticket), Reference.Token.CONFIRM);

        assertThat(play.claim(ticket)).isEqualTo(Play.SPENT);
    }

    /** Ten leave each second; no place is free. */
    @Test
    void asManyAreCalledInAdvanceAsLeaveInThreeSeconds() {
        play.rules(Gate.AUTO, 100);
        List<Play.Session> in = play.admit(100).in();
        play.admit(200);
        for (int second = 0; second < 4; second++) {
            play.release(in.subList(second * 10, second * 10 + 10), Reference.Return.LEFT);
            play.pass(1);
        }
        play.rules(Gate.AUTO, 60);

        // ten a second, in three seconds: 30, by a show rate between 0.2 and 1
        assertThat(play.promote()).isBetween(30L, 150L);
    }

    /** Who is restored, though a mark came before the token, waits no more. */
    @Test
    void whoIsInAgainAfterALossIsNotPresent() {
        play.admit(8);
        long ticket = play.admit(1).tickets().get(0);
        play.rules(Gate.AUTO, 20);
        play.promote();
        play.claim(ticket);
        Play.Session session = new Play.Session(play.given().get(0), ticket);
        play.renew(session, Reference.Token.CONFIRM);
        play.flush();
        play.mark(false, List.of(ticket));
        assertThat(play.head().present()).isOne();

        assertThat(play.renew(session, Reference.Token.RENEW)).isEqualTo(Play.RENEWED);

        assertThat(play.head().present()).isZero();
    }

    @Test
    void whoLeftIsNotPresentAsAReturnerEither() {
        Play.Session session = play.admit(1).in().get(0);
        play.mark(false, List.of(session.number() + Reference.RETURN));
        assertThat(play.head().present()).isOne();

        play.release(session, Reference.Return.LEFT);

        assertThat(play.head().present()).isZero();
    }

    @Test
    void marksThatAreSentAsBitsLeaveNothingBehind() {
        play.rules(Gate.HOLD, 8);
        List<Long> tickets = play.admit(60).tickets();
        play.mark(true, tickets);

        assertThat(play.redis().exists(Play.key("scratch:0"), Play.key("scratch:1")))
                .isZero();
        assertThat(play.head().present()).isEqualTo(60);
    }

    @Test
    void whoIsCalledOfAnEarlierIncarnationIsLookedForNoMore() {
        play.rules(Gate.HOLD, 8);
        List<Long> tickets = play.admit(60).tickets();
        play.restart();
        play.mark(false, tickets);
        assertThat(play.head().ranges()).hasSize(1);
        play.pass(50);
        play.mark(false, tickets);
        List<Long> later = play.admit(3).tickets();
        play.rules(Gate.OPEN, 8);
        assertThat(play.promote()).isEqualTo(63);
        assertThat(play.head().ranges()).isEmpty();
        assertThat(play.head().nowServing()).isEqualTo(later.get(2) + 1);

        play.mark(false, tickets);
        play.mark(true, tickets);

        assertThat(play.head().ranges()).isEmpty();
    }

    @Test
    void chunksThatLieSideBySideAreOneRange() {
        play.rules(Gate.HOLD, 8);
        long base = tailAt(0);
        play.field("tail", base + 4 * Reference.CHUNK);
        play.tick();
        play.flush();
        play.mark(false, List.of(base + 5));
        play.mark(false, List.of(base + 3 * Reference.CHUNK));
        assertThat(play.head().ranges()).hasSize(2);
        play.mark(false, List.of(base + Reference.CHUNK));
        assertThat(play.head().ranges()).hasSize(2);

        play.mark(false, List.of(base + 2 * Reference.CHUNK));

        long chunk = base / Reference.CHUNK;
        assertThat(play.head().ranges()).containsExactly(new Head.Range(chunk, chunk + 3));
    }

    @Test
    void aRangeInWhichSomebodyWaitsOutlivesOneThatIsPassed() {
        play.rules(Gate.HOLD, 8);
        long base = tailAt(0);
        play.field("tail", base + 4 * Reference.CHUNK);
        play.tick();
        play.flush();
        List<Long> tickets = LongStream.concat(
                        LongStream.of(base + 5),
                        LongStream.range(base + 3 * Reference.CHUNK, base + 3 * Reference.CHUNK + 9))
                .boxed()
                .toList();
        play.pass(46);
        play.mark(false, tickets);
        play.rules(Gate.AUTO, 0);
        assertThat(play.promote()).isEqualTo(2);

        play.tick();

        long chunk = base / Reference.CHUNK;
        assertThat(play.head().ranges()).containsExactly(new Head.Range(chunk + 3, chunk + 3));
    }

    @Test
    void asManyAsAskAtOnceEnterIfThereIsRoom() {
        play.admit(8);
        List<Long> tickets = play.admit(20).tickets();
        play.rules(Gate.AUTO, 100);
        play.promote();

        assertThat(play.claim(0, tickets.toArray(Long[]::new))).hasSize(20).containsOnly(Play.IN);
    }

    @Test
    void aRoundOfCallsWithoutTheChunksOfWhoWaitsCallsNobody() {
        play.admit(8);
        play.admit(5);

        List<Object> answer = play.call(StreamScripts.PROMOTE, List.of(), List.of());

        assertThat(Wire.status(answer)).isEqualTo("OK");
        assertThat(Wire.number(answer, 0)).isZero();
    }

    /** Where more are in than may be, one who leaves makes no place: but the next is called in advance all the same. */
    @Test
    void whoIsNextIsCalledInAdvanceThoughTooManyAreIn() {
        play.admit(8);
        play.admit(5);
        play.rules(Gate.AUTO, 1);

        assertThat(play.promote()).isPositive();
    }

    @Test
    void nobodyIsCalledBehindThoseWhoAreWanted() {
        play.admit(8);
        List<Long> tickets = play.admit(50).tickets();

        long called = play.promote();

        assertThat(called).isBetween(1L, 5L);
        assertThat(play.head().nowServing()).isEqualTo(tickets.get((int) called));
    }

    /** The first, the last, and one between: present in the last chunk's last place. */
    @Test
    void theLastTicketOfAChunkIsCalledToo() {
        tailAt(Reference.CHUNK - 1);
        play.rules(Gate.HOLD, 8);
        List<Long> tickets = play.admit(2).tickets();
        play.giveUp(tickets.get(1));
        play.rules(Gate.AUTO, 8);

        assertThat(play.promote()).isOne();
        assertThat(play.head().nowServing()).isEqualTo(tickets.get(0) + 1);
        assertThat(play.head().eligible()).isOne();
    }

    /** Moves the end of the queue to an offset in the incarnation's first chunk; that chunk's first number. */
    private long tailAt(long offset) {
        long base = Head.base(play.head().incarnation());
        play.field("tail", base + offset);
        play.field("ns", base + offset);
        play.tick();
        return base;
    }

    private String status(List<Long> chunks, int n) {
        return Wire.status(play.call(StreamScripts.ADMIT, chunks, n));
    }
}
