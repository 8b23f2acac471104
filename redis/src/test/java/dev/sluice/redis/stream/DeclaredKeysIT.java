package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.RedisServer;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which keys a renewal has to declare: no more than it needs, or it would take two calls. */
final class DeclaredKeysIT {

    private static final int ASKS_FOR_MORE = -1;
    private static final int LEASE = 45;

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    @AutoClose
    private final Play play = new Play(REDIS.uri());

    private Play.Session session;

    @BeforeEach
    void open() {
        session = play.admit(1).in().get(0);
    }

    @Test
    void aRenewalWithinTheLeaseNeedsNoTickets() {
        play.renew(session, Reference.Token.CONFIRM);
        assertThat(renew(Reference.Token.RENEW, false, List.of())).isEqualTo(Play.RENEWED);
        play.pass(LEASE + 1);
        assertThat(renew(Reference.Token.RENEW, false, List.of()))
                .as("in the last second of the lease")
                .isEqualTo(Play.RENEWED);
    }

    @Test
    void aRenewalPastTheLeaseNeedsItsOwn() {
        play.renew(session, Reference.Token.CONFIRM);
        play.pass(LEASE + 2);
        assertThat(renew(Reference.Token.RENEW, false, List.of())).isEqualTo(ASKS_FOR_MORE);
        assertThat(renew(Reference.Token.RENEW, false, own())).isEqualTo(Play.RENEWED);
    }

    @Test
    void aTokenWhoseSlotIsGoneNeedsNone() {
        play.release(session, Reference.Return.LEFT);
        assertThat(renew(Reference.Token.RENEW, false, List.of())).isEqualTo(Play.STALE);
    }

    @Test
    void aConfirmationNeedsItsOwnWhetherTheSlotIsThereOrNot() {
        assertThat(renew(Reference.Token.CONFIRM, false, List.of())).isEqualTo(ASKS_FOR_MORE);
        assertThat(renew(Reference.Token.CONFIRM, false, own())).isEqualTo(Play.RENEWED);
        play.release(session, Reference.Return.LEFT);
        assertThat(renew(Reference.Token.CONFIRM, false, List.of())).isEqualTo(ASKS_FOR_MORE);
    }

    @Test
    void whoWasServedWithoutTheStoreNeedsThoseOfReturnersToo() {
        play.release(session, Reference.Return.UNDELIVERED);
        assertThat(renew(Reference.Token.RENEW, true, own())).isEqualTo(ASKS_FOR_MORE);
        assertThat(play.renew(session, Reference.Token.RENEW, 0, true)).isEqualTo(Play.RENEWED);
    }

    private int renew(int kind, boolean offline, List<Long> chunks) {
        return play.renew(session, kind, 0, offline, chunks);
    }

    private List<Long> own() {
        return List.of(session.number() / Reference.CHUNK);
    }
}
