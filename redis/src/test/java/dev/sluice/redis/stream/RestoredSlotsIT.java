package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.Gate;
import dev.sluice.redis.RedisServer;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Slots that listeners bring back to an array that is lost, or a string of it, and what is counted as free around them. */
final class RestoredSlotsIT {

    private static final int STRING = 61_440;

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    @AutoClose
    private final Play play = new Play(REDIS.uri());

    @BeforeEach
    void open() {
        play.rules(Gate.AUTO, 100_000);
    }

    /** Ten slots are there already, all but one held; the counts are those of the first four pieces. */
    @ParameterizedTest
    @CsvSource({
        "10, 1, 0, 0, 0",
        "4095, 4086, 0, 0, 0",
        "4096, 4087, 0, 0, 0",
        "5000, 4087, 904, 0, 0",
        "8191, 4087, 4095, 0, 0",
        "9000, 4087, 4096, 808, 0",
        "12300, 4087, 4096, 4096, 12"
    })
    void whatLiesBeforeARestoredSlotIsFreeAndCountedSo(int slot, int first, int second, int third, int fourth) {
        play.flush();
        for (int i = 0; i < 10; i++) {
            assertThat(bringBack(i)).isEqualTo(Play.RENEWED);
        }
        play.release(session(5), Reference.Return.LEFT);
        assertThat(play.counted(0)).isOne();

        assertThat(bringBack(slot)).isEqualTo(Play.RENEWED);

        assertThat(List.of(play.counted(0), play.counted(1), play.counted(2), play.counted(3)))
                .containsExactly(first, second, third, fourth);
        assertThat(play.head().used()).isEqualTo(10);
        assertThat(play.held()).hasSize(10).containsKey(slot);
    }

    @Test
    void whatLiesBetweenTwoRestoredSlotsIsFreeAndCountedSo() {
        play.flush();
        bringBack(5_000);

        assertThat(bringBack(20_000)).isEqualTo(Play.RENEWED);

        assertThat(List.of(
                        play.counted(0),
                        play.counted(1),
                        play.counted(2),
                        play.counted(3),
                        play.counted(4),
                        play.counted(5)))
                .containsExactly(4_096, 4_095, 4_096, 4_096, 20_000 - 4 * 4_096, 0);
    }

    /** The first growth makes a string, the next one another: a slot beyond has to ask again, with its string declared. */
    @Test
    void aSlotThatIsTooFarForOneCallAsksAgain() {
        play.flush();

        assertThat(bringBack(3 * STRING)).isEqualTo(Play.ASK_AGAIN);
        assertThat(play.head().used()).isZero();
    }

    @Test
    void aSlotIsRestoredInItsPlaceThoughAnEarlierLifeHadAnotherThere() {
        play.admit(3);
        play.redis().del(Play.key("state"));

        assertThat(play.renew(session(2), Reference.Token.RENEW)).isEqualTo(Play.RENEWED);
        assertThat(play.head().used()).isOne();
        assertThat(play.held()).containsOnlyKeys(2);
    }

    @Test
    void whatAnEarlierLifeCountedAndWhomItMovedIsForgottenWithIt() {
        play.admit(3);
        play.redis().rpush(Play.key("freed"), StreamCalls.text(0));
        play.redis().hset(Play.key("moves:0"), "7", new byte[6]);
        play.redis().hset(Play.key("moves:1"), "7", new byte[6]);
        play.redis().setrange(Play.key("counts"), 0, new byte[] {0, 3});
        play.redis().del(Play.key("state"));

        play.tick();

        assertThat(play.redis().exists(Play.key("freed"), Play.key("counts"), Play.key("moves:0"), Play.key("moves:1")))
                .isZero();
    }

    /** Redis' clock decides which string a call looks at. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aStringThatIsLostIsMissedWhicheverItIs(int string) {
        twoStrings();
        play.redis().del(Play.key("slots:" + string));
        long before = play.head().incarnation();

        play.later(1);
        play.tick();
        play.later(1);
        play.tick();

        assertThat(play.head().incarnation()).isGreaterThan(before);
        assertThat(play.head().recoveryMillis()).isPositive();
        assertThat(play.redis().strlen(Play.key("slots:0"))).isEqualTo(4L * STRING);
        assertThat(play.redis().strlen(Play.key("slots:1"))).isEqualTo(16_384);
        assertThat(play.head().used()).isEqualTo(string == 0 ? 100 : 20);
        assertThat(play.counted(0)).isEqualTo(string == 0 ? 4_096 : 4_076);
        assertThat(play.counted(14)).isEqualTo(4_096);
        assertThat(play.counted(15)).isEqualTo(string == 0 ? 0 : 100);
        assertThat(play.counted(16)).isZero();
    }

    @Test
    void ofAStringInWhichNothingWasEverFreedAllIsFree() {
        play.admit(5);
        play.redis().del(Play.key("slots:0"));

        play.tick();

        assertThat(play.head().used()).isZero();
        assertThat(play.counted(0)).isEqualTo(5);
    }

    @Test
    void aStringThatIsShorterThanItWasIsEmptied() {
        twoStrings();
        play.redis().set(Play.key("slots:1"), new byte[] {1, 1, 1, 1, 1, 1, 1, 1});

        play.later(1);
        play.tick();
        play.later(1);
        play.tick();

        assertThat(play.redis().bitcount(Play.key("slots:1"))).isZero();
    }

    @Test
    void whoeverDeclaresTooFewStringsIsToldSoAndNothingIsDone() {
        twoStrings();
        play.field("size", 3 * STRING);
        for (int string = 0; string < 3; string++) {
            play.redis().setbit(Play.key("slots:" + string), 32L * STRING - 1, 0);
        }

        assertThat(play.tick()).isEqualTo("KEYS");
        long clock = play.field("clk");
        play.later(1);
        assertThat(play.look()).isEqualTo("KEYS");
        assertThat(play.field("clk")).isEqualTo(clock);
    }

    /** Twenty slots of the first string are held, and all hundred of the second. */
    private void twoStrings() {
        play.admit(20);
        play.redis().setbit(Play.key("slots:0"), 32L * STRING - 1, 0);
        play.redis().setbit(Play.key("slots:1"), 8L * 16_384 - 1, 0);
        for (int slot = 0; slot < 100; slot++) {
            play.redis().setbit(Play.key("slots:1"), 32L * slot + 30, 1);
        }
        play.redis().setrange(Play.key("counts"), 0, new byte[] {0x0f, (byte) 0xec});
        for (int piece = 1; piece < 15; piece++) {
            play.redis().setrange(Play.key("counts"), 2L * piece, new byte[] {0x10, 0});
        }
        play.field("size", STRING + 4_096);
        play.field("hw", STRING + 100);
        play.field("used", 120);
    }

    private int bringBack(int slot) {
        return play.renew(session(slot), Reference.Token.RENEW);
    }

    /** Somebody whom no call of this test let in, in one of the last incarnation's slots. */
    private static Play.Session session(int slot) {
        return new Play.Session(new Reference.Grant(slot, 9), 1_700_000_000L * Reference.CHUNK + slot);
    }
}
