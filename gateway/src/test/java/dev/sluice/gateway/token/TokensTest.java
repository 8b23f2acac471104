package dev.sluice.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.store.StoreClock;
import dev.sluice.redis.waitingroom.Ticket;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Invariant I7, by random inputs of fixed seeds. */
final class TokensTest {

    private static final StreamId DEMO = new StreamId("demo");
    private static final StreamId OTHER = new StreamId("demo2");
    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ?\u00e9\n";
    private static final int ROUNDS = 400;

    private final SigningKey old = key("k1", 1);
    private final SigningKey fresh = key("k2", 2);
    private final Tokens tokens = new Tokens(List.of(old));

    @Test
    void whatWasSignedOpensUnchanged() {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < ROUNDS; i++) {
            SessionToken session = session(random);
            TicketToken ticket = ticket(random);
            assertThat(tokens.openSession(DEMO, tokens.sign(DEMO, session), at(0)))
                    .contains(session);
            assertThat(tokens.openCheck(DEMO, tokens.signCheck(DEMO, session), at(0)))
                    .contains(session);
            assertThat(tokens.openTicket(DEMO, tokens.sign(DEMO, ticket))).contains(ticket);
        }
    }

    @Test
    void aTokenWithOneCharacterChangedOpensNothing() {
        SplittableRandom random = new SplittableRandom(12);
        for (int i = 0; i < ROUNDS; i++) {
            for (String token : List.of(tokens.sign(DEMO, session(random)), tokens.sign(DEMO, ticket(random)))) {
                int at = random.nextInt(token.length());
                char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
                String altered = token.substring(0, at) + c + token.substring(at + 1);
                if (!altered.equals(token)) {
                    opensNothing(tokens, DEMO, altered);
                }
            }
        }
    }

    @Test
    void everyOtherSpellingOfTheLastCharactersOpensNothing() {
        String token = tokens.sign(DEMO, session(new SplittableRandom(13)));
        int payloadEnd = token.lastIndexOf('.') - 1;
        for (int i = 0; i < ALPHABET.length(); i++) {
            char c = ALPHABET.charAt(i);
            String end = token.substring(0, token.length() - 1) + c;
            String payload = token.substring(0, payloadEnd) + c + token.substring(payloadEnd + 1);
            for (String altered : List.of(end, payload)) {
                if (!altered.equals(token)) {
                    opensNothing(tokens, DEMO, altered);
                }
            }
        }
    }

    @Test
    void aTokenCutOrLengthenedAnywhereOpensNothing() {
        SplittableRandom random = new SplittableRandom(14);
        String token = tokens.sign(DEMO, session(random));
        for (int at = 0; at < token.length(); at++) {
            opensNothing(tokens, DEMO, token.substring(0, at));
            opensNothing(tokens, DEMO, token.substring(at + 1));
            opensNothing(tokens, DEMO, token.substring(0, at) + token.charAt(at) + token.substring(at));
        }
        opensNothing(tokens, DEMO, token + token);
        opensNothing(tokens, DEMO, token + "A".repeat(1_000_000));
    }

    @Test
    void piecesOfTwoTokensOpenNothingTogether() {
        SplittableRandom random = new SplittableRandom(15);
        for (int i = 0; i < ROUNDS; i++) {
            String[] one = tokens.sign(DEMO, session(random)).split("\\.", -1);
            String[] two = tokens.sign(DEMO, session(random)).split("\\.", -1);
            opensNothing(tokens, DEMO, one[0] + "." + one[1] + "." + one[2] + "." + two[3]);
            opensNothing(tokens, DEMO, one[0] + "." + one[1] + "." + two[2] + "." + one[3]);
        }
    }

    @Test
    void aTokenOfAnotherStreamOpensNothing() {
        SplittableRandom random = new SplittableRandom(16);
        for (int i = 0; i < ROUNDS; i++) {
            opensNothing(tokens, OTHER, tokens.sign(DEMO, session(random)));
            opensNothing(tokens, DEMO, tokens.sign(OTHER, ticket(random)));
        }
    }

    @Test
    void aTokenOfAnotherKeyOpensNothingWhateverItsKeyIsCalled() {
        SplittableRandom random = new SplittableRandom(17);
        Tokens stranger = new Tokens(List.of(key("k1", 99)));
        for (int i = 0; i < ROUNDS; i++) {
            opensNothing(tokens, DEMO, stranger.sign(DEMO, session(random)));
            opensNothing(tokens, DEMO, new Tokens(List.of(fresh)).sign(DEMO, ticket(random)));
        }
    }

    @Test
    void oneKindOfTokenIsNotAnother() {
        SplittableRandom random = new SplittableRandom(18);
        String session = tokens.sign(DEMO, session(random));
        String check = tokens.signCheck(DEMO, session(random));
        assertThat(tokens.openTicket(DEMO, "t1" + session.substring(2))).isEmpty();
        assertThat(tokens.openSession(DEMO, check, at(0))).isEmpty();
        assertThat(tokens.openSession(DEMO, "s1" + check.substring(2), at(0))).isEmpty();
        assertThat(tokens.openCheck(DEMO, session, at(0))).isEmpty();
    }

    @Test
    void anExpiredSessionOpensNothing() {
        SessionToken session = new SessionToken(new Slot(1, 2, 3, 4), 5, true, false, 1_000);
        String token = tokens.sign(DEMO, session);
        assertThat(tokens.openSession(DEMO, token, at(999))).contains(session);
        assertThat(tokens.openSession(DEMO, token, at(1_000))).isEmpty();
    }

    /** Set ahead by a month, and known to be so. */
    @Test
    void aClockThatIsSetAheadLetsNoSessionExpire() {
        SessionToken session = new SessionToken(new Slot(1, 2, 3, 4), 5, true, false, 1_000);
        String token = tokens.sign(DEMO, session);
        long month = 2_592_000_000_000L;
        assertThat(tokens.openSession(DEMO, token, clock(999 + month, month))).contains(session);
        assertThat(tokens.openSession(DEMO, token, clock(1_000 + month, month))).isEmpty();
    }

    @Test
    void afterARotationOldTokensOpenUntilTheirKeyIsGone() {
        SessionToken session = session(new SplittableRandom(19));
        String signedBefore = tokens.sign(DEMO, session);
        Tokens rotated = new Tokens(List.of(fresh, old));
        assertThat(rotated.openSession(DEMO, signedBefore, at(0))).contains(session);
        assertThat(rotated.sign(DEMO, session)).startsWith("s1.k2.");
        assertThat(new Tokens(List.of(fresh)).openSession(DEMO, signedBefore, at(0)))
                .isEmpty();
    }

    @Test
    void textsThatNobodySignedOpenNothing() {
        SplittableRandom random = new SplittableRandom(20);
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder text = new StringBuilder(i % 2 == 0 ? "s1.k1." : "");
            for (int length = random.nextInt(100); length > 0; length--) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            opensNothing(tokens, DEMO, text.toString());
        }
        for (String text :
                List.of("", ".", "...", "s1.", "s1..", "s1...", "s1.k1..", "t1.k1..", "s1.k1.AA.", "c1.k1..")) {
            opensNothing(tokens, DEMO, text);
        }
    }

    @Test
    void keysThatAreNoneAreToldWithoutTheirSecret() {
        assertThatThrownBy(() -> SigningKey.of("k1", "c2hvcnQ="))
                .hasMessageContaining("5 bytes")
                .hasMessageContaining("openssl rand -base64 32")
                .hasMessageNotContaining("c2hvcnQ=");
        assertThatThrownBy(() -> SigningKey.of("k1", "not base64!"))
                .hasMessageContaining("not base64")
                .hasMessageNotContaining("not base64!");
        assertThatThrownBy(() -> SigningKey.of("a.b", "")).hasMessageContaining("'a.b'");
        assertThatThrownBy(() -> new Tokens(List.of())).hasMessageContaining("at least one");
        assertThat(key("k1", 3).toString()).isEqualTo("SigningKey[k1]");
    }

    private static StoreClock at(long micros) {
        return clock(micros, 0);
    }

    /** A clock that was set ahead since all that is noted was noted. */
    private static StoreClock clock(long micros, long aheadMicros) {
        return new StoreClock() {
            @Override
            public long nowMicros() {
                return micros;
            }

            @Override
            public long rebased(long noted) {
                return noted + aheadMicros;
            }
        };
    }

    private static void opensNothing(Tokens tokens, StreamId stream, String text) {
        assertThat(tokens.openSession(stream, text, at(0))).isEmpty();
        assertThat(tokens.openCheck(stream, text, at(0))).isEmpty();
        assertThat(tokens.openTicket(stream, text)).isEmpty();
    }

    private static SessionToken session(SplittableRandom random) {
        Slot slot = new Slot(
                random.nextLong(Long.MAX_VALUE), random.nextInt(1 << 24), random.nextInt(1 << 16), random.nextLong());
        return new SessionToken(
                slot, random.nextLong(), random.nextBoolean(), random.nextBoolean(), 1 + random.nextLong(1L << 60));
    }

    private static TicketToken ticket(SplittableRandom random) {
        return new TicketToken(
                new Ticket(random.nextLong(), random.nextLong()),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextBoolean(),
                random.nextBoolean());
    }

    private static SigningKey key(String id, int seed) {
        byte[] secret = new byte[32];
        new SplittableRandom(seed).nextBytes(secret);
        return SigningKey.of(id, Base64.getEncoder().encodeToString(secret));
    }
}
