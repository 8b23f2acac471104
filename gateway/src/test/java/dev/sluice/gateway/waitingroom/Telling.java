package dev.sluice.gateway.waitingroom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.StreamPolicy;
import dev.sluice.gateway.pages.WaitBand;
import dev.sluice.gateway.token.TicketToken;
import dev.sluice.gateway.waitingroom.TicketReference.Due;
import dev.sluice.redis.store.StoreClock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Compares what somebody who waits is told with what the reference has.
 *
 * @param words what was asked, for failures
 */
record Telling(String words, StreamPolicy policy, StoreClock clock) {

    private static final double TWO_DAYS = 48 * 3600;

    /** The ticket as it is from now on. */
    TicketToken compare(TicketToken shown, Due due, TicketDecision decision) {
        assertThat(decision).as(words).isInstanceOf(TicketDecision.Waits.class);
        TicketDecision.Waits told = (TicketDecision.Waits) decision;
        long now = clock.nowMicros();
        same("standing", due.standing(), told.place().standing());
        same("ahead", due.ahead(), told.place().ahead());
        same("position", due.ahead() + 1, told.place().position());
        wait(due, told.place().estimatedWait());
        long front = due.soon() ? 1 : due.ahead() + 1;
        assertThat(TicketReference.isInterval(policy, front, due.rate(), told.retryAfter()))
                .as("%s: asks again after %s, at %s a second", words, told.retryAfter(), due.rate())
                .isTrue();
        Instant next = Instant.EPOCH.plus(now, ChronoUnit.MICROS).plus(told.retryAfter());
        same("next poll", next.truncatedTo(ChronoUnit.MILLIS), told.nextPollAt());
        TicketToken token = told.token();
        same("ticket", shown.ticket(), token.ticket());
        same("told", due.told(), token.told());
        same("returning", due.returning(), token.returning());
        same("position in the token", due.ahead() + 1, token.position());
        same("next poll in the token", told.retryAfter().toNanos() / 1_000, token.nextPollMicros());
        long polled = Math.max(now, clock.rebased(shown.polledAtMicros()));
        same("last poll in the token", polled, clock.rebased(token.polledAtMicros()));
        same("joined", clock.rebased(shown.joinedAtMicros()), clock.rebased(token.joinedAtMicros()));
        return token;
    }

    boolean isWaitKnown(Due due) {
        return due.isMoving() && due.rate() > 0 && ninetieth(due) <= TWO_DAYS;
    }

    private void wait(Due due, @Nullable WaitBand told) {
        assertThat(told != null)
                .as("%s: whether a wait is known at %s a second", words, due.rate())
                .isEqualTo(isWaitKnown(due));
        if (told != null) {
            double median = TicketReference.median(due.ahead() + 1, due.rate());
            assertThat(TicketReference.isRoundedUp(median, told.p50()))
                    .as("%s: p50 %s for %s s", words, told.p50(), median)
                    .isTrue();
            assertThat(TicketReference.isRoundedUp(ninetieth(due), told.p90()))
                    .as("%s: p90 %s for %s s", words, told.p90(), ninetieth(due))
                    .isTrue();
        }
    }

    private static double ninetieth(Due due) {
        return TicketReference.ninetieth(due.ahead() + 1, due.rate());
    }

    private void same(String what, Object due, Object told) {
        assertThat(told).as("%s: %s", words, what).isEqualTo(due);
    }
}
